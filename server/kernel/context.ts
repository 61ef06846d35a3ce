// What every verb receives first: the transaction, the moment, who acts, and where new ids come from.
import type { Config } from './config.ts';
import type { Sql } from './sql.ts';

/** Who acts. `unit` is the node of the organisation's tree whose subtree the actor may see. */
export interface Actor {
  id: string;
  name: string;
  kind: 'person' | 'client' | 'device' | 'system';
  role: string;
  scopes: readonly string[];
  unit: { id: string; code: string; path: string };
  /** The sign-in that this token belongs to; revoking it ends the token. */
  session?: string;
  /** The phone by which a person acts, and the public key with which it signs, if it does. */
  device?: { id: string; publicKey?: object };
}

/** The command that a request carries: its client-made id and the hash of its content. */
export interface Command {
  id: string;
  hash: Buffer;
  /** What its journal row carries besides, such as what a phone said; never personal data. */
  data?: Record<string, unknown>;
}

export interface Context {
  tx: Sql;
  now: Date;
  actor: Actor;
  newId(): string;
  config: Config;
  /** Present in a writing request: the id under which the first journal row of this transaction is recorded. */
  command?: Command;
}
