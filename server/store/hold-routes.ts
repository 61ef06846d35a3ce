// What is out of use at a place: checks of vial monitors, and what stands in quarantine, since when, by whom and why.
import { z } from 'zod';
import { resolveBatch } from '../catalogue/resolve.ts';
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
import { VVM_STAGES } from '../ledger/movement.ts';
import { WarningView } from '../ledger/warnings.ts';
import { READERS, STOCK_ROLES } from '../people/scope.ts';
import { placeRef, PlaceRef } from '../places/place-ref.ts';
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
import { checkVvm, type Stage } from './vvm.ts';

const tag = 'VVM and holds';

const CheckView = z.object({
  id: z.uuid(),
  place: PlaceRef,
  batch: BatchRef,
  doses: z.int(),
  stage: z.enum(VVM_STAGES),
  quarantined: z.boolean().meta({ description: 'At stage C or D the doses were put in quarantine' }),
  note: z.string().nullable(),
  checkedAt: Moment,
  checkedBy: Who,
});

interface BatchRow {
  batchId: string;
  productId: string;
  lot: string;
  expiry: string;
}

const batchOf = (rooms: StoreRooms, { batchId: id, productId, lot, expiry }: BatchRow) => ({
  id,
  lot,
  expiry,
  product: productRef(getProduct(rooms, productId)),
});

interface CheckRow extends BatchRow {
  id: string;
  placeId: string;
  doses: number;
  stage: Stage;
  note: string | null;
  checkedAt: Date;
  checkedBy: string;
}

function checkView(rooms: StoreRooms, row: CheckRow, names: ReadonlyMap<string, string>) {
  const { id, placeId, doses, stage, note, checkedAt, checkedBy } = row;
  return {
    id,
    doses,
    stage,
    note,
    place: placeRef(rooms.directory, placeId),
    batch: batchOf(rooms, row),
    quarantined: stage === 'C' || stage === 'D',
    checkedAt: iso(checkedAt),
    checkedBy: names.get(checkedBy) ?? null,
  };
}

const CHECKS = /* sql */ `
  select c.id, c.place_id as "placeId", c.batch_id as "batchId", t.product_id as "productId", t.lot, t.expiry, c.doses,
    c.stage, c.note, c.checked_at as "checkedAt", c.checked_by as "checkedBy"
  from vvm_check c join batch t on t.id = c.batch_id`;

function vvmRoutes(rooms: StoreRooms): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/v1/vvm-checks',
      summary: 'Note the stage of vial monitors; at C or D the doses are in quarantine at once',
      tag,
      role: STOCK_ROLES,
      body: z.strictObject({
        id: Uuid,
        place: Code,
        ...naming,
        doses: Doses,
        stage: z.enum(VVM_STAGES),
        note: z.string().trim().min(1).max(500).optional(),
        checkedAt: Instant.optional(),
      }),
      response: CheckView.extend({ warnings: z.array(WarningView) }),
      status: 201,
      problems: [
        'unknown_batch',
        'scan_invalid',
        'doses_absurd',
        'time_in_future',
        'time_too_old',
        'not_found',
      ],
      async handle(ctx, { body, language }) {
        const place = rooms.directory.visible(ctx.actor, body.place);
        const options = { year: ctx.now.getUTCFullYear() };
        const { batch, warnings: scanned } = await resolveBatch(rooms.catalogue, body, options);
        const told = scanned.map((warning) => ({ ...warning }));
        const warnings = await checkVvm(ctx, { ...body, place, batch, warnings: told });
        const row = await ctx.tx.one<CheckRow>(`${CHECKS} where c.id = $1`, [body.id]);
        const names = await namesOf(ctx.tx, [row.checkedBy]);
        return { ...checkView(rooms, row, names), warnings: inWords(warnings, language) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/vvm-checks',
      summary: 'Checks of vial monitors at a place, the newest first',
      tag,
      role: READERS,
      query: z.strictObject({ place: PlaceQuery, stage: z.enum(VVM_STAGES).optional(), ...Page }),
      response: listOf(CheckView),
      async handle(ctx, { query }) {
        const place = rooms.directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const after = momentCursor(query.cursor);
        const rows = await ctx.tx.rows<CheckRow>(
          /* sql */ `${CHECKS} where c.place_id = $1 and ($2::text is null or c.stage = $2)
            and ($3::timestamptz is null or (c.checked_at, c.id) < ($3::timestamptz, $4::uuid))
          order by c.checked_at desc, c.id desc limit $5`,
          [place.id, query.stage ?? null, after?.[0] ?? null, after?.[1] ?? null, query.limit + 1],
        );
        const page = pageOf(rows, query.limit, (row) => [iso(row.checkedAt), row.id]);
        const names = await namesOf(
          ctx.tx,
          page.items.map((row) => row.checkedBy),
        );
        return { ...page, items: page.items.map((row) => checkView(rooms, row, names)) };
      },
    }),
  ];
}

const HoldView = z.object({
  batch: BatchRef.extend({ status: z.string() }),
  quarantined: z.int(),
  since: Moment.nullable().meta({ description: 'When doses of it were last put in quarantine' }),
  by: Who,
  how: z.string().nullable().meta({ description: 'Kind of that movement' }),
  reason: z.string().nullable(),
  note: z.string().nullable(),
});

interface HoldRow extends BatchRow {
  status: string;
  quarantined: number;
  since: Date | null;
  by: string | null;
  how: string | null;
  reason: string | null;
  note: string | null;
}

/**
 * The last posting that put doses of a balance in quarantine says who, when and why; of a receipt, the reason for which
 * the receiver rejected them.
 */
const HOLDS = /* sql */ `
  select b.batch_id as "batchId", b.product_id as "productId", t.lot, t.expiry, t.status, b.quarantined,
    j.occurred_at as since, j.actor_id as by, j.kind as how,
    coalesce(j.data->>'reason', jsonb_path_query_first(j.data,
      '$.lines[*] ? (@.batch == $batch).rejected[*] ? (@.reason != "broken").reason',
      jsonb_build_object('batch', b.batch_id)) #>> '{}') as reason, j.data->>'note' as note
  from balance b join batch t on t.id = b.batch_id
  left join lateral (
    select p.journal_id, p.recorded_at from posting p
    where p.holder_id = b.holder_id and p.batch_id = b.batch_id and p.bucket = 'quarantined' and p.doses > 0
    order by p.occurred_at desc, p.recorded_at desc limit 1
  ) last on true
  left join journal j on j.id = last.journal_id and j.recorded_at = last.recorded_at
  where b.holder_id = $1 and b.quarantined > 0
  order by j.occurred_at desc nulls last, b.batch_id`;

function holdRoute(rooms: StoreRooms): Route {
  return route({
    method: 'get',
    path: '/api/v1/holds',
    summary: 'What stands in quarantine at a place: since when, by whom, why',
    description: 'Put in by a movement `quarantine` with its reason; released by an officer.',
    tag,
    role: READERS,
    query: z.strictObject({ place: PlaceQuery }),
    response: z.object({ items: z.array(HoldView) }),
    async handle(ctx, { query }) {
      const place = rooms.directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
      const rows = await ctx.tx.rows<HoldRow>(HOLDS, [place.id]);
      const names = await namesOf(
        ctx.tx,
        rows.map((row) => row.by),
      );
      return {
        items: rows.map((row) => ({
          batch: { ...batchOf(rooms, row), status: row.status },
          quarantined: row.quarantined,
          since: row.since && iso(row.since),
          how: row.how,
          by: (row.by && names.get(row.by)) ?? null,
          reason: row.reason,
          note: row.note,
        })),
      };
    },
  });
}

/** Every route of monitors and holds. */
export function holdRoutes(rooms: StoreRooms): Route[] {
  return [...vvmRoutes(rooms), holdRoute(rooms)];
}
