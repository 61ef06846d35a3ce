// An order is made: by the receiver who asks, or by the sender who gives. Which way it may go depends on its kind.
import type { Context } from '../kernel/context.ts';
import type { PointedError, Text } from '../kernel/problem.ts';
import type { ActivityRef } from '../ledger/activities.ts';
import { checkDoses } from '../ledger/times.ts';
import type { Batch, Product } from '../catalogue/catalogue.ts';
import type { Directory, Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { MANUFACTURER } from './batches.ts';
import { recordStep, type Order, type OrderKind, type OrderStatus } from './order.ts';
import { orderProblems } from './order-problems.ts';
import { mustMake, sidesOf } from './order-sides.ts';
import { distributionProblems } from './problems.ts';

export interface NewOrderLine {
  product: Product;
  /** Whole doses, more than zero. */
  doses: number;
  /** Of a return. */
  batch?: Batch;
  /** The doses go as unusable stock: from quarantine, or of a batch that may not be used. */
  unusable?: boolean;
}

export interface CreateOrder {
  id: string;
  kind: OrderKind;
  from: Place;
  to: Place;
  lines: readonly NewOrderLine[];
  coverDays?: number;
  neededOn?: string;
  note?: string;
  /** What the doses are for: an activity carried out at the receiver. */
  activity?: ActivityRef;
}

const beneath = (below: Place, above: Place) => below.id !== above.id && below.path.startsWith(above.path);
const isMaker = ({ code }: Place) => code === MANUFACTURER;

/** Which ways an order of each kind goes, and the words for it. */
const WAYS: Record<OrderKind, { goes(from: Place, to: Place): boolean; must: Text }> = {
  request: {
    goes: (from, to) => beneath(to, from) || (isMaker(from) && to.level === 'province'),
    must: {
      id: 'permintaan ditujukan ke tempat di atas penerima',
      en: 'a request goes to a place above the receiver',
    },
  },
  distribution: {
    goes: (from, to) => beneath(to, from),
    must: { id: 'distribusi dari atas ke tempat di bawahnya', en: 'a distribution goes to a place below' },
  },
  central: {
    goes: (from, to) => isMaker(from) && to.level === 'province',
    must: {
      id: 'distribusi pusat dari Bio Farma ke provinsi',
      en: 'central distribution goes from Bio Farma to a province',
    },
  },
  relocation: {
    goes: (from, to) => from.parentCode === to.parentCode && from.level === to.level && !isMaker(from),
    must: {
      id: 'relokasi antara tempat setingkat di bawah satu induk',
      en: 'a relocation goes between equals under one parent',
    },
  },
  return: {
    goes: (from, to) => beneath(from, to) || (isMaker(to) && from.level === 'province'),
    must: { id: 'pengembalian ke tempat di atasnya', en: 'a return goes to a place above' },
  },
};

const at = (pointer: string, code: string, message: Text): PointedError[] => [{ pointer, code, message }];

/**
 * The other end of an order by its code; left out, the place above (for a province, the manufacturer).
 * @throws Problem unknown_place, pointing at the field.
 */
export function otherEnd(
  directory: Directory,
  place: Place,
  code: string | undefined,
  field: 'from' | 'to',
): Place {
  const above = place.level === 'province' ? MANUFACTURER : place.parentCode;
  const wanted = code ?? above ?? '';
  const found = directory.byCode(wanted);
  if (found?.active) return found;
  const message = { id: 'Tidak dikenal', en: 'Unknown' };
  throw distributionProblems.unknown_place({ place: wanted }, at(`/${field}`, 'unknown', message));
}

function checkWay({ kind, from, to }: CreateOrder): void {
  if (from.id === to.id) {
    const message = { id: 'Sama dengan asal', en: 'Same as the source' };
    throw distributionProblems.same_place({ place: to.code }, at('/to', 'same_place', message));
  }
  const { goes, must } = WAYS[kind];
  if (goes(from, to)) return;
  throw orderProblems.order_route_wrong(
    { kind, from: from.code, to: to.code },
    at('/to', 'order_route_wrong', must),
  );
}

function checkLines(ctx: Context, { lines, kind }: CreateOrder): void {
  const first = new Map<string, number>();
  for (const [index, { product, batch, doses }] of lines.entries()) {
    checkDoses(ctx, doses, `/lines/${index}/doses`);
    if (batch && kind !== 'return') {
      const message = { id: 'Hanya untuk pengembalian', en: 'For returns only' };
      throw orderProblems.batch_not_returned_here(
        {},
        at(`/lines/${index}/batch`, 'batch_not_returned_here', message),
      );
    }
    const key = `${product.id} ${batch?.id ?? ''}`;
    const earlier = first.get(key);
    if (earlier !== undefined) {
      const message = { id: 'Sudah disebut', en: 'Named already' };
      throw orderProblems.duplicate_order_line(
        { first: earlier + 1, second: index + 1, what: batch?.lot ?? product.code },
        at(`/lines/${index}`, 'duplicate_order_line', message),
      );
    }
    first.set(key, index);
  }
}

/** What a request asks is pending until the sender says so; what the sender gives by itself is confirmed at once. */
function firstStatus(ctx: Context, directory: Directory, { kind, from, to }: CreateOrder): OrderStatus {
  if (kind === 'request') return 'pending';
  return sidesOf(directory, ctx.actor, from, to).has('sender') ? 'confirmed' : 'pending';
}

/** Returns do not have to last at the receiver. */
const coverOf = (ctx: Context, { kind, coverDays }: CreateOrder) =>
  coverDays ?? (kind === 'return' ? 0 : ctx.config.orderCoverDays);

async function insertOrder(ctx: Context, command: CreateOrder, status: OrderStatus): Promise<Order> {
  const { id, kind, from, to, lines } = command;
  const { serial } = await ctx.tx.one<{ serial: number }>(`select nextval('order_serial') as serial`);
  const [year = '', month = ''] = localDay(ctx.now, from.timeZone).split('-');
  const code = `PS-${year.slice(2)}${month}-${String(serial).padStart(6, '0')}`;
  const coverDays = coverOf(ctx, command);
  const activityId = command.activity?.id ?? null;
  await ctx.tx.run(
    /* sql */ `
    with made as (
      insert into supply_order (id, code, kind, from_id, to_id, status, cover_days, needed_on, note, created_at, created_by,
        activity_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $16)
    )
    insert into order_line (order_id, line, product_id, batch_id, unusable, asked, confirmed)
    select $1, line, product, batch, unusable, doses, case when $6 = 'confirmed' then doses end
    from unnest($12::uuid[], $13::uuid[], $14::boolean[], $15::int[])
      with ordinality l(product, batch, unusable, doses, line)`,
    [
      id,
      code,
      kind,
      from.id,
      to.id,
      status,
      coverDays,
      command.neededOn ?? null,
      command.note ?? null,
      ctx.now,
      ctx.actor.id,
      lines.map(({ product }) => product.id),
      lines.map(({ batch }) => batch?.id ?? null),
      lines.map(({ unusable }) => unusable ?? false),
      lines.map(({ doses }) => doses),
      activityId,
    ],
  );
  const ends = { fromId: from.id, toId: to.id };
  return { id, code, kind, status, coverDays, activityId, ...ends, revision: 1, closedAt: null };
}

/**
 * Makes an order, whole or not at all. A request starts pending; what the sender's side makes is confirmed as it is.
 * @throws Problem forbidden, same_place, order_route_wrong, duplicate_order_line, batch_not_returned_here, doses_absurd,
 *   activity_not_returned.
 */
export async function createOrder(ctx: Context, directory: Directory, command: CreateOrder): Promise<void> {
  const { from, to, lines, activity } = command;
  checkWay(command);
  if (activity && command.kind === 'return') {
    const message = { id: 'Tidak untuk pengembalian', en: 'Not for returns' };
    throw orderProblems.activity_not_returned({}, at('/activity', 'activity_not_returned', message));
  }
  mustMake(ctx, directory, command.kind, from, to);
  checkLines(ctx, command);
  const order = await insertOrder(ctx, command, firstStatus(ctx, directory, command));
  await recordStep(
    ctx,
    { order, from, to },
    {
      id: command.id,
      act: 'created',
      comment: command.note,
      data: {
        activity: activity?.code,
        lines: lines.map(({ product, batch, doses }) => ({ product: product.code, batch: batch?.id, doses })),
      },
    },
  );
}
