// Where the bytes of attachments stand: in PostgreSQL beside everything else, or in an S3-compatible store when one is
// configured. What was kept in one is read from it also after the setting has changed.
import { S3mini } from 's3mini';
import type { Config } from '../kernel/config.ts';
import type { Log } from '../kernel/log.ts';
import type { Sql } from '../kernel/sql.ts';
import { attachmentProblems } from './problems.ts';

const PATIENCE_MS = 20_000;

export type StoreName = 'database' | 's3';

export interface Stored {
  id: string;
  sha256: Buffer;
}

export interface Store {
  name: StoreName;
  /** Before the transaction: puts the bytes into the object store, if that is where they go. Repeating it does no harm. */
  before(stored: Stored, bytes: Buffer, mediaType: string): Promise<void>;
  /** Inside the transaction that keeps the attachment's row. */
  within(tx: Sql, stored: Stored, bytes: Buffer): Promise<void>;
  /** The bytes, outside any transaction. @throws Problem attachment_store_unavailable. */
  read(sql: Sql, stored: Stored & { store: StoreName }): Promise<Buffer>;
}

/** Another content under the same id, which the transaction will refuse, must not overwrite the first. */
const keyOf = ({ id, sha256 }: Stored) => `attachments/${id}-${sha256.toString('hex', 0, 8)}`;

function openS3({ s3 }: Config): S3mini | undefined {
  if (!s3) return undefined;
  const { endpoint, region, accessKeyId, secretAccessKey } = s3;
  return new S3mini({ endpoint, region, accessKeyId, secretAccessKey, requestAbortTimeout: PATIENCE_MS });
}

/** The store that the settings name. */
export function createStore(config: Config, log: Log): Store {
  const s3 = openS3(config);
  const unavailable = (error: unknown) => {
    log.warn({ err: error }, 'the object store does not answer');
    return attachmentProblems.attachment_store_unavailable({}, undefined, { 'Retry-After': '5' });
  };

  async function readObject(stored: Stored): Promise<Buffer> {
    const found = await s3?.getObjectArrayBuffer(keyOf(stored)).catch((error: unknown) => {
      throw unavailable(error);
    });
    if (!found) throw unavailable(new Error(`The object of attachment ${stored.id} is not in the store`));
    return Buffer.from(found);
  }

  return {
    name: s3 ? 's3' : 'database',
    async before(stored, bytes, mediaType) {
      await s3?.putObject(keyOf(stored), bytes, mediaType).catch((error: unknown) => {
        throw unavailable(error);
      });
    },
    async within(tx, { id }, bytes) {
      if (s3) return;
      await tx.run('insert into attachment_body (attachment_id, body) values ($1, $2)', [id, bytes]);
    },
    async read(sql, stored) {
      if (stored.store === 's3') return readObject(stored);
      const kept = 'select body from attachment_body where attachment_id = $1';
      return (await sql.one<{ body: Buffer }>(kept, [stored.id])).body;
    },
  };
}
