// Keeping the bytes of an attachment: checked and, if they go into an object store, put there before the transaction that
// keeps its row. For the attachments' own routes and for rooms whose commands bring a paper with them.
import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import { Uuid } from '../kernel/shapes.ts';
import { attach, mediaTypeOf, type Attach, type Attachment } from './attach.ts';
import { createStore, type Store } from './store.ts';

export const AttachmentContent = z.base64().min(4).meta({ description: 'The bytes, base64' });
export const AttachmentNote = z.string().trim().min(1).max(500).optional();

/** An attachment that comes with the command that makes its document. */
export const AttachmentBody = z.strictObject({ id: Uuid, content: AttachmentContent, note: AttachmentNote });

/** Keeps a prepared attachment of a document, in the caller's transaction. @throws Problem too_many_attachments. */
export type Keep = (ctx: Context, of: Pick<Attach, 'document' | 'line' | 'note'>) => Promise<Attachment>;

export interface Attacher {
  /** Most bytes of a request that carries an attachment beside so many others. */
  bodyLimit(others: number): number;
  /**
   * Outside any transaction: tells the type by the content and puts the bytes where they go.
   * @throws Problem attachment_too_large, attachment_type_refused, attachment_store_unavailable.
   */
  prepare(sent: { id: string; content: string }): Promise<Keep>;
  read: Store['read'];
}

/** The attacher of a house, with the store that its settings name. */
export function createAttacher({ config, log }: House): Attacher {
  const store = createStore(config, log);
  return {
    // Base64 needs four characters for three bytes.
    bodyLimit: (others) => Math.ceil((config.attachmentMaxBytes * 4) / 3) + others,
    async prepare({ id, content }) {
      const bytes = Buffer.from(content, 'base64');
      const mediaType = await mediaTypeOf(bytes, config.attachmentMaxBytes);
      const stored = { id, sha256: hash('sha256', bytes, 'buffer') };
      await store.before(stored, bytes, mediaType);
      return async (ctx, of) => {
        const row = { id, mediaType, bytes: bytes.length, sha256: stored.sha256, store: store.name };
        const made = await attach(ctx, { ...row, ...of });
        await store.within(ctx.tx, stored, bytes);
        return made;
      };
    },
    read: (sql, stored) => store.read(sql, stored),
  };
}
