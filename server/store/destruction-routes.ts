// Destructions over HTTP: recorded once, with their official record and witnesses, and read.
import { z } from 'zod';
import { AttachmentBody, type Attacher } from '../attachments/attacher.ts';
import type { Context } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import { once } from '../kernel/once.ts';
import { problems } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import {
  Code,
  Doses,
  Instant,
  iso,
  listOf,
  Moment,
  momentCursor,
  Page,
  pageOf,
  Uuid,
} from '../kernel/shapes.ts';
import { WarningView } from '../ledger/warnings.ts';
import { READERS, STAFF } from '../people/scope.ts';
import { placeRef, PlaceRef } from '../places/place-ref.ts';
import { destroy, METHODS, type Witness } from './destruction.ts';
import { nameLines } from './lines.ts';
import {
  BatchRef,
  getProduct,
  inWords,
  namesOf,
  naming,
  PlaceQuery,
  productRef,
  Who,
  type StoreRooms,
} from './views.ts';

const tag = 'Destruction';
const MAX_LINES = 200;
const text = (max: number) => z.string().trim().min(1).max(max);

const WitnessShape = z.strictObject({ name: text(200), position: text(200) });

export const DestructionView = z.object({
  id: z.uuid(),
  place: PlaceRef,
  beritaAcara: z.string(),
  method: z.enum(METHODS),
  witnesses: z.array(WitnessShape),
  note: z.string().nullable(),
  occurredAt: Moment,
  recordedAt: Moment,
  recordedBy: Who,
  doses: z.int(),
  lines: z.array(
    z.object({
      batch: BatchRef,
      doses: z.int(),
      quarantined: z.int().meta({ description: 'Of them from quarantine' }),
      available: z.int().meta({ description: 'Of them unusable ones from the shelf' }),
    }),
  ),
});

interface Row {
  id: string;
  placeId: string;
  beritaAcara: string;
  method: (typeof METHODS)[number];
  witnesses: Witness[];
  note: string | null;
  occurredAt: Date;
  recordedAt: Date;
  recordedBy: string;
  lines: {
    batch: string;
    productId: string;
    lot: string;
    expiry: string;
    quarantined: number;
    available: number;
  }[];
}

const SELECT = /* sql */ `
  select d.id, d.place_id as "placeId", d.berita_acara as "beritaAcara", d.method, d.witnesses, d.note,
    d.occurred_at as "occurredAt", d.recorded_at as "recordedAt", d.recorded_by as "recordedBy",
    (select jsonb_agg(jsonb_build_object('batch', t.id, 'productId', t.product_id, 'lot', t.lot, 'expiry', t.expiry,
        'quarantined', l.quarantined, 'available', l.available) order by t.lot, t.id)
      from destruction_line l join batch t on t.id = l.batch_id where l.destruction_id = d.id) as lines
  from destruction d join place p on p.id = d.place_id`;

async function viewsOf(ctx: Context, rooms: StoreRooms, rows: readonly Row[]) {
  const names = await namesOf(
    ctx.tx,
    rows.map((row) => row.recordedBy),
  );
  return rows.map(({ placeId, occurredAt, recordedAt, recordedBy, lines, ...row }) => ({
    ...row,
    place: placeRef(rooms.directory, placeId),
    occurredAt: iso(occurredAt),
    recordedAt: iso(recordedAt),
    recordedBy: names.get(recordedBy) ?? null,
    doses: lines.reduce((sum, line) => sum + line.quarantined + line.available, 0),
    lines: lines.map(({ batch, productId, lot, expiry, quarantined, available }) => ({
      batch: { id: batch, lot, expiry, product: productRef(getProduct(rooms, productId)) },
      doses: quarantined + available,
      quarantined,
      available,
    })),
  }));
}

/** One destruction with its lines: for its page and its printed record. @throws Problem not_found. */
export async function getDestruction(ctx: Context, rooms: StoreRooms, id: string) {
  const row = await ctx.tx.maybe<Row>(`${SELECT} where d.id = $1`, [id]);
  if (!row || !rooms.directory.isVisible(ctx.actor, rooms.directory.get(row.placeId)))
    throw problems.not_found();
  const [view] = await viewsOf(ctx, rooms, [row]);
  return view!;
}

export interface DestructionRooms extends StoreRooms {
  attacher: Attacher;
}

/** Every route of destructions. */
export function destructionRoutes(house: House, rooms: DestructionRooms): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/v1/destructions',
      summary: 'Destroy doses in quarantine or unusable ones, before witnesses',
      description:
        'The signed record may come with it as `attachment`: a photo or a scan (JPEG, PNG, WebP, PDF). Both are kept, or neither.',
      tag,
      role: STAFF,
      // The attachment may go into an object store, which is asked outside the transaction.
      mode: 'combined',
      maxBodyBytes: rooms.attacher.bodyLimit(200_000),
      body: z.strictObject({
        id: Uuid,
        place: Code,
        lines: z
          .array(z.strictObject({ ...naming, doses: Doses }))
          .min(1)
          .max(MAX_LINES),
        beritaAcara: text(100).meta({ description: 'Number of the official record; a place uses each once' }),
        witnesses: z.array(WitnessShape).min(2).max(20).meta({ description: 'Two at least' }),
        method: z.enum(METHODS),
        note: text(500).optional(),
        attachment: AttachmentBody.optional().meta({ description: 'Photo or scan of the signed record' }),
        occurredAt: Instant.optional(),
      }),
      response: DestructionView.extend({ warnings: z.array(WarningView) }),
      status: 201,
      problems: [
        'berita_acara_used',
        'not_destroyable',
        'insufficient_stock',
        'batch_twice',
        'unknown_batch',
        'scan_invalid',
        'doses_absurd',
        'time_in_future',
        'time_too_old',
        'not_found',
        'attachment_type_refused',
        'attachment_too_large',
        'attachment_store_unavailable',
      ],
      async handle(ctx, { body, language }) {
        const place = rooms.directory.visible(ctx.actor, body.place);
        const { attachment, ...said } = body;
        const keep = attachment && (await rooms.attacher.prepare(attachment));
        return once(house, ctx, async (inner) => {
          const { lines, warnings: scanned } = await nameLines(inner, rooms, said.lines);
          const warnings = await destroy(inner, { ...said, place, lines, warnings: scanned });
          await keep?.(inner, { document: said.id, note: attachment?.note });
          const found = await getDestruction(inner, rooms, said.id);
          return { ...found, warnings: inWords(warnings, language) };
        });
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/destructions',
      summary: 'Destructions of a place and all below it, the newest first',
      tag,
      role: READERS,
      query: z.strictObject({ place: PlaceQuery, ...Page }),
      response: listOf(DestructionView),
      async handle(ctx, { query }) {
        const place = rooms.directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const after = momentCursor(query.cursor);
        const rows = await ctx.tx.rows<Row>(
          /* sql */ `${SELECT} where p.path ~>=~ $1 and p.path ~<~ (left($1, -1) || '0')
            and ($2::timestamptz is null or (d.occurred_at, d.id) < ($2::timestamptz, $3::uuid))
          order by d.occurred_at desc, d.id desc limit $4`,
          [place.path, after?.[0] ?? null, after?.[1] ?? null, query.limit + 1],
        );
        const page = pageOf(rows, query.limit, (row) => [iso(row.occurredAt), row.id]);
        return { ...page, items: await viewsOf(ctx, rooms, page.items) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/destructions/:id',
      summary: 'A destruction with its official record and witnesses',
      tag,
      role: READERS,
      params: z.object({ id: Uuid }),
      response: DestructionView,
      problems: ['not_found'],
      handle: (ctx, { params }) => getDestruction(ctx, rooms, params.id),
    }),
  ];
}
