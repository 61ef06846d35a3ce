// A count as callers see it. Of a blind count nobody is told what the book says before it is submitted.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import type { Language } from '../kernel/problem.ts';
import { Day, iso, Moment } from '../kernel/shapes.ts';
import type { Warning } from '../ledger/types.ts';
import { WarningView } from '../ledger/warnings.ts';
import { placeRef, PlaceRef } from '../places/place-ref.ts';
import { COUNT_STATUSES, type Count } from './count.ts';
import { findCountLines, isAboveThreshold, type CountLine } from './count-lines.ts';
import { PERIODS, type CountPlan } from './count-plan.ts';
import {
  BatchRef,
  getProduct,
  inWords,
  namesOf,
  productRef,
  ProductRef,
  Who,
  type StoreRooms,
} from './views.ts';

const doses = (description: string) => z.int().nullable().meta({ description });

export const CountLineView = z.object({
  batch: BatchRef,
  available: doses('What was found; null while it is not counted'),
  quarantined: doses('What was found in quarantine'),
  countedAt: Moment.nullable(),
  expected: z.object({ available: z.int(), quarantined: z.int() }).nullable().meta({
    description: 'What the book says at that instant; null while it is not counted or not to be seen',
  }),
  variance: z
    .object({ available: z.int(), quarantined: z.int() })
    .nullable()
    .meta({ description: 'Counted less expected, as it stands now: movements that came late are in it' }),
  aboveThreshold: z.boolean().nullable(),
  reason: z.string().nullable(),
  note: z.string().nullable(),
});

export const CountSummary = z.object({
  id: z.uuid(),
  place: PlaceRef,
  product: ProductRef.nullable().meta({ description: 'Null: the whole store' }),
  blind: z.boolean(),
  status: z.enum(COUNT_STATUSES),
  startedAt: Moment,
  startedBy: Who,
  submittedAt: Moment.nullable(),
  approvedAt: Moment.nullable(),
  approvedBy: Who,
  postedAt: Moment.nullable(),
  cancelledAt: Moment.nullable(),
  note: z.string().nullable(),
});

export const CountView = CountSummary.extend({
  lines: z.array(CountLineView),
  needsApproval: z
    .boolean()
    .nullable()
    .meta({ description: 'Whether a variance is above the threshold; null while that is not to be seen' }),
  warnings: z.array(WarningView),
});

export const PlanView = z.object({
  id: z.uuid(),
  place: PlaceRef,
  product: ProductRef.nullable(),
  every: z.enum(PERIODS),
  nextDue: Day,
  due: z.boolean(),
  active: z.boolean(),
  lastCountedAt: Moment.nullable(),
});

const moment = (at: Date | null) => at && iso(at);

/** A count without its lines. */
export function countSummary(
  rooms: StoreRooms,
  count: Count,
  names: ReadonlyMap<string, string>,
): z.infer<typeof CountSummary> {
  const { id, placeId, productId, blind, status, note } = count;
  return {
    id,
    blind,
    status,
    note,
    place: placeRef(rooms.directory, placeId),
    product: productId === null ? null : productRef(getProduct(rooms, productId)),
    startedAt: iso(count.startedAt),
    startedBy: names.get(count.startedBy) ?? null,
    submittedAt: moment(count.submittedAt),
    approvedAt: moment(count.approvedAt),
    approvedBy: (count.approvedBy && names.get(count.approvedBy)) ?? null,
    postedAt: moment(count.postedAt),
    cancelledAt: moment(count.cancelledAt),
  };
}

/** Whether nobody may be told yet what the book says. */
export function isHidden({ blind, status }: Pick<Count, 'blind' | 'status'>): boolean {
  return blind && status === 'started';
}

function lineView(ctx: Context, rooms: StoreRooms, line: CountLine, hidden: boolean) {
  const { batch: id, lot, expiry, available, quarantined, reason, note } = line;
  const product = productRef(getProduct(rooms, line.productId));
  const book = hidden ? null : line.book;
  return {
    batch: { id, lot, expiry, product },
    available,
    quarantined,
    reason,
    note,
    countedAt: moment(line.countedAt),
    expected: book && { available: book.available, quarantined: book.quarantined },
    variance: book && { available: book.availableVariance, quarantined: book.quarantinedVariance },
    aboveThreshold: book && isAboveThreshold(ctx, book),
  };
}

/** A count with its lines as they stand now. */
export async function countView(
  ctx: Context,
  rooms: StoreRooms,
  count: Count,
  { warnings = [], language }: { warnings?: readonly Warning[]; language: Language },
): Promise<z.infer<typeof CountView>> {
  const hidden = isHidden(count);
  const lines = (await findCountLines(ctx, count)).map((line) => lineView(ctx, rooms, line, hidden));
  const names = await namesOf(ctx.tx, [count.startedBy, count.approvedBy]);
  return {
    ...countSummary(rooms, count, names),
    lines,
    needsApproval: hidden ? null : lines.some((line) => line.aboveThreshold === true),
    warnings: inWords(warnings, language),
  };
}

/** A plan of obligatory counts. */
export function planView(rooms: StoreRooms, plan: CountPlan & { due: boolean }): z.infer<typeof PlanView> {
  const { id, placeId, productId, every, nextDue, due, active, lastCountedAt } = plan;
  return {
    id,
    every,
    nextDue,
    due,
    active,
    place: placeRef(rooms.directory, placeId),
    product: productId === null ? null : productRef(getProduct(rooms, productId)),
    lastCountedAt: moment(lastCountedAt),
  };
}
