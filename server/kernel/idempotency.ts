// Same id and same content: the first answer again. Same id, other content: 409 (ledger rule 7).
import { hash } from 'node:crypto';
import type { Command, Context } from './context.ts';
import { problems } from './problem.ts';

export interface KeptAnswer {
  status: number;
  body: unknown;
}

/** JSON with sorted keys, so that the order in which a client writes its members does not matter. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, canonical(member)]),
  );
}

/** The 16-byte hash of what a command says, of the operation it is sent to and of who sends it. */
export function hashOf(operation: string, actorId: string, content: unknown): Buffer {
  const text = JSON.stringify([operation, actorId, canonical(content)]);
  return hash('sha256', text, 'buffer').subarray(0, 16);
}

/** The id for an `Idempotency-Key` that is no UUID: derived from it and its sender (UUIDv8, RFC 9562 section 5.8). */
export function idOfKey(actorId: string, key: string): string {
  const bytes = hash('sha256', `${actorId}\n${key}`, 'buffer').subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * Looks for an earlier command of the same id, waiting for one that is under way.
 * @returns its answer when the content is the same, undefined when the id is new.
 * @throws Problem idempotency_conflict for another content, answer_expired when the answer has been shed.
 */
export async function earlierAnswer(ctx: Context, command: Command): Promise<KeptAnswer | undefined> {
  await ctx.tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 7))', [command.id]);
  const earlier = await ctx.tx.maybe<{ hash: Buffer | null; status: number | null; body: unknown }>(
    /* sql */ `select k.hash, a.status, a.body from journal_key k
      left join answer a on a.id = k.id and a.recorded_at = k.recorded_at where k.id = $1`,
    [command.id],
  );
  if (!earlier) return undefined;
  if (!earlier.hash || !command.hash.equals(earlier.hash)) throw problems.idempotency_conflict();
  if (earlier.status === null) throw problems.answer_expired();
  return { status: earlier.status, body: earlier.body };
}

/** Keeps the answer of a command whose journal row was written in this transaction. */
export async function keepAnswer(ctx: Context, command: Command, answer: KeptAnswer): Promise<void> {
  const kept = await ctx.tx.run(
    /* sql */ `insert into answer (id, recorded_at, status, body)
      select id, recorded_at, $2, $3 from journal_key where id = $1`,
    [command.id, answer.status, JSON.stringify(answer.body ?? null)],
  );
  if (kept !== 1) throw new Error(`The command ${command.id} was answered without a journal row`);
}
