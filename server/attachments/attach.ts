// An attachment: bytes whose type is told by what they are, never by a name or a header, kept once under the client's id.
import { fileTypeFromBuffer } from 'file-type';
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { attachmentProblems } from './problems.ts';
import type { StoreName } from './store.ts';

export const MEDIA_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];
/** Most attachments of one document. */
const MAX_PER_DOCUMENT = 50;

export interface Attachment {
  id: string;
  documentId: string;
  line: number | null;
  mediaType: MediaType;
  bytes: number;
  sha256: Buffer;
  store: StoreName;
  note: string | null;
  createdAt: Date;
}

const COLUMNS = /* sql */ `id, document_id as "documentId", line, media_type as "mediaType", bytes, sha256, store, note,
  created_at as "createdAt"`;

/**
 * The type of some bytes by their content.
 * @throws Problem attachment_too_large, attachment_type_refused.
 */
export async function mediaTypeOf(bytes: Buffer, limit: number): Promise<MediaType> {
  if (bytes.length > limit) {
    throw attachmentProblems.attachment_too_large({ bytes: bytes.length, limit });
  }
  const found = await fileTypeFromBuffer(bytes);
  const type = MEDIA_TYPES.find((known) => known === found?.mime);
  if (!type) throw attachmentProblems.attachment_type_refused({ found: found?.mime ?? '?' });
  return type;
}

export interface Attach {
  id: string;
  document: string;
  line?: number;
  note?: string;
  mediaType: MediaType;
  bytes: number;
  sha256: Buffer;
  store: StoreName;
}

/** Keeps the row of an attachment and its journal row. @throws Problem too_many_attachments. */
export async function attach(ctx: Context, command: Attach): Promise<Attachment> {
  const { id, document, line, mediaType, bytes } = command;
  await ctx.tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 11))', [document]);
  const { count } = await ctx.tx.one<{ count: number }>(
    'select count(*)::int as count from attachment where document_id = $1',
    [document],
  );
  if (count >= MAX_PER_DOCUMENT) throw attachmentProblems.too_many_attachments({ limit: MAX_PER_DOCUMENT });
  const made = await ctx.tx.one<Attachment>(
    /* sql */ `insert into attachment (id, document_id, line, media_type, bytes, sha256, store, note, created_at,
        created_by, place_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning ${COLUMNS}`,
    [
      id,
      document,
      line ?? null,
      mediaType,
      bytes,
      command.sha256,
      command.store,
      command.note ?? null,
      ctx.now,
      ctx.actor.id,
      ctx.actor.unit.id,
    ],
  );
  const data = { attachment: id, mediaType, bytes, line };
  await record(ctx, [
    { id, kind: 'attachment.added', placeId: ctx.actor.unit.id, documentId: document, data },
  ]);
  return made;
}

export function findAttachment(ctx: Context, id: string): Promise<Attachment | undefined> {
  return ctx.tx.maybe<Attachment>(`select ${COLUMNS} from attachment where id = $1`, [id]);
}

/** The attachments of a document, the first first. */
export function findAttachments(ctx: Context, document: string): Promise<Attachment[]> {
  return ctx.tx.rows<Attachment>(
    `select ${COLUMNS} from attachment where document_id = $1 order by created_at, id`,
    [document],
  );
}
