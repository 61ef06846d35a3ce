// Attachments over HTTP. What was uploaded by one is shown to another: it is answered as a download that no browser runs.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import { once } from '../kernel/once.ts';
import { problems } from '../kernel/problem.ts';
import { Reply, route, type Route } from '../kernel/route.ts';
import { iso, Moment, Uuid } from '../kernel/shapes.ts';
import { READERS, STAFF } from '../people/scope.ts';
import type { Directory } from '../places/directory.ts';
import { findAttachment, findAttachments, MEDIA_TYPES, type Attachment, type MediaType } from './attach.ts';
import { AttachmentContent, AttachmentNote, type Attacher } from './attacher.ts';
import { mustSeeDocument, type DocumentSight } from './sight.ts';

const tag = 'Attachments';
const EXTENSIONS: Record<MediaType, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
};

const AttachmentView = z.object({
  id: z.uuid(),
  document: z.uuid(),
  line: z.int().nullable().meta({ description: 'Line of the document' }),
  mediaType: z.enum(MEDIA_TYPES).meta({ description: 'By its content' }),
  bytes: z.int(),
  sha256: z.string().meta({ description: 'Checksum, hexadecimal' }),
  note: z.string().nullable(),
  createdAt: Moment,
});

function attachmentView(found: Attachment): z.input<typeof AttachmentView> {
  const { id, documentId, line, mediaType, bytes, sha256, note, createdAt } = found;
  const checksum = sha256.toString('hex');
  return {
    id,
    document: documentId,
    line,
    mediaType,
    bytes,
    sha256: checksum,
    note,
    createdAt: iso(createdAt),
  };
}

export interface AttachmentDoors {
  directory: Directory;
  attacher: Attacher;
  /** How rooms that have documents say who sees them. */
  sights: readonly DocumentSight[];
}

/** Every route of attachments. */
export function attachmentRoutes(house: House, { directory, attacher, sights }: AttachmentDoors): Route[] {
  const mustSee = (ctx: Context, document: string) => mustSeeDocument(ctx, directory, sights, document);
  return [
    route({
      method: 'post',
      path: '/api/v1/attachments',
      summary: 'Attach a picture or a paper to a document, such as a photo of damage to a shipment',
      description:
        'JPEG, PNG, WebP or PDF, told by the content. The file is kept as it is, with the place and time that a camera may have written into it.',
      tag,
      role: STAFF,
      // The object store is asked outside the transaction, which the handler runs itself.
      mode: 'combined',
      maxBodyBytes: attacher.bodyLimit(10_000),
      body: z.strictObject({
        id: Uuid,
        document: Uuid.meta({ description: 'Id of the document: a shipment, a count, a batch, …' }),
        line: z.int().min(1).optional(),
        content: AttachmentContent,
        note: AttachmentNote,
      }),
      response: AttachmentView,
      status: 201,
      problems: [
        'not_found',
        'attachment_type_refused',
        'attachment_too_large',
        'too_many_attachments',
        'attachment_store_unavailable',
      ],
      async handle(ctx, { body }) {
        const { document, line, note } = body;
        await mustSee(ctx, document);
        const keep = await attacher.prepare(body);
        return once(house, ctx, async (inner) => attachmentView(await keep(inner, { document, line, note })));
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/attachments',
      summary: 'The attachments of a document',
      tag,
      role: READERS,
      query: z.strictObject({ document: Uuid }),
      response: z.object({ items: z.array(AttachmentView), nextCursor: z.null() }),
      problems: ['not_found'],
      async handle(ctx, { query }) {
        await mustSee(ctx, query.document);
        const found = await findAttachments(ctx, query.document);
        return { items: found.map(attachmentView), nextCursor: null };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/attachments/:id',
      summary: 'The attachment itself, as a download',
      tag,
      role: READERS,
      params: z.object({ id: Uuid }),
      produces: [...MEDIA_TYPES],
      problems: ['not_found', 'attachment_store_unavailable'],
      async handle(ctx, { params }) {
        const found = await findAttachment(ctx, params.id);
        if (!found) throw problems.not_found();
        await mustSee(ctx, found.documentId);
        const body = await attacher.read(ctx.tx, found);
        return new Reply(body, {
          type: found.mediaType,
          headers: {
            'Content-Disposition': `attachment; filename="lampiran-${found.id}.${EXTENSIONS[found.mediaType]}"`,
            'Content-Security-Policy': "sandbox; default-src 'none'",
            'X-Content-Type-Options': 'nosniff',
            'Cross-Origin-Resource-Policy': 'same-origin',
            'Cache-Control': 'private, max-age=3600, immutable',
          },
        });
      },
    }),
  ];
}
