// Drafts: what a sender puts together, with its number and its package's SSCC. A draft reserves nothing.
import { makeSscc } from '../gs1/check-digit.ts';
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { problems, type Text } from '../kernel/problem.ts';
import { checkDoses } from '../ledger/times.ts';
import type { Directory, Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { maySend } from '../places/partners.ts';
import type { NamedLine } from './lines.ts';
import { recordConflicts } from './lines.ts';
import { dosesByBatch } from './packages/package.ts';
import { keepPackages, scanPackages } from './packages/shipping.ts';
import { distributionProblems } from './problems.ts';
import { advance, type Shipment } from './shipment.ts';
import { COMPANY_PREFIX } from './sscc.ts';

const EXTENSION = 0;

export interface DraftLine extends NamedLine {
  /** Whole doses, more than zero. */
  doses: number;
  /** Goes as unusable stock: from quarantine, or of a batch that may not be used. */
  unusable?: boolean;
  /** Id of the activity that the doses are for. */
  activityId?: string;
}

export interface CreateShipment {
  id: string;
  from: Place;
  to: Place;
  /** Doses that travel loose, by batch. */
  lines: readonly DraftLine[];
  /** SSCCs of boxes and pallets at the sender, each taken with all it holds. */
  packages?: readonly string[];
  orderId?: string;
  note?: string;
  /** Id of the activity that all doses are for, unless their line names another. */
  activityId?: string;
}

/**
 * The place that a shipment from `from` may go to: above it, below it, or beside it under one parent. A national
 * place, such as the manufacturer, sends to any.
 * @throws Problem unknown_place, same_place, place_not_related, each pointing at `/to`.
 */
export function destinationOf(directory: Directory, from: Place, code: string): Place {
  const to = directory.byCode(code);
  const at = (why: string, message: Text) => [{ pointer: '/to', code: why, message }];
  if (!to?.active) {
    const message = { id: 'Tidak dikenal', en: 'Unknown' };
    throw distributionProblems.unknown_place({ place: code }, at('unknown', message));
  }
  if (to.id === from.id) {
    const message = { id: 'Sama dengan asal', en: 'Same as the source' };
    throw distributionProblems.same_place({ place: code }, at('same_place', message));
  }
  if (!maySend(from, to)) {
    const message = { id: 'Di luar jalur distribusi', en: 'Outside the routes of distribution' };
    throw distributionProblems.place_not_related(
      { from: from.code, to: to.code },
      at('place_not_related', message),
    );
  }
  return to;
}

/** What every journal row of a shipment says: sockets and phones read it. */
export function newsOf(
  shipment: Pick<Shipment, 'code' | 'sscc'>,
  from: Place,
  to: Place,
  status: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { code: shipment.code, sscc: shipment.sscc, from: from.code, to: to.code, status, ...more };
}

async function numbersOf(ctx: Context, from: Place): Promise<{ code: string; sscc: string }> {
  const { serial, package_ } = await ctx.tx.one<{ serial: number; package_: number }>(
    `select nextval('shipment_serial') as serial, nextval('sscc_serial') as package_`,
  );
  const [year = '', month = ''] = localDay(ctx.now, from.timeZone).split('-');
  return {
    code: `SJ-${year.slice(2)}${month}-${String(serial).padStart(6, '0')}`,
    sscc: makeSscc(EXTENSION, COMPANY_PREFIX, package_),
  };
}

/**
 * Makes a draft. Its id is its own for ever: a place or batch of that id would share an account with it.
 * @throws Problem doses_absurd, idempotency_conflict; unknown_package, duplicate_package, package_ended,
 *   package_in_transit, package_elsewhere, package_on_pallet of `scanPackages`.
 */
export async function createShipment(
  ctx: Context,
  directory: Directory,
  command: CreateShipment,
): Promise<void> {
  const { id, from, to, lines } = command;
  lines.forEach(({ doses }, index) => checkDoses(ctx, doses, `/lines/${index}/doses`));
  if (directory.byId(id)) throw problems.idempotency_conflict();
  const scanned = await scanPackages(ctx, from, command.packages ?? []);
  const loose = lines.map(({ batch, doses }) => ({ batchId: batch.id, doses }));
  const told = [...dosesByBatch([...loose, ...scanned.contents])].map(([batch, doses]) => ({ batch, doses }));
  const unusable = new Set(lines.filter((line) => line.unusable).map(({ batch }) => batch.id));
  const purpose = new Map(lines.map(({ batch, activityId }) => [batch.id, activityId]));
  const { code, sscc } = await numbersOf(ctx, from);
  await ctx.tx.run(
    /* sql */ `
    with made as (
      insert into shipment (id, code, from_id, to_id, order_id, sscc, note, created_at, created_by)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    )
    insert into shipment_line (shipment_id, line, batch_id, doses, unusable, activity_id)
    select $1, line, batch, doses, unusable, activity
    from unnest($10::uuid[], $11::int[], $12::boolean[], $13::uuid[])
      with ordinality l(batch, doses, unusable, activity, line)`,
    [
      id,
      code,
      from.id,
      to.id,
      command.orderId ?? null,
      sscc,
      command.note ?? null,
      ctx.now,
      ctx.actor.id,
      told.map(({ batch }) => batch),
      told.map(({ doses }) => doses),
      told.map(({ batch }) => unusable.has(batch)),
      told.map(({ batch }) =>
        unusable.has(batch) ? null : (purpose.get(batch) ?? command.activityId ?? null),
      ),
    ],
  );
  await keepPackages(ctx, id, scanned);
  await record(ctx, [
    {
      id,
      kind: 'shipment.created',
      placeId: from.id,
      documentId: id,
      data: newsOf({ code, sscc }, from, to, 'draft', { lines: told }),
    },
  ]);
  await recordConflicts(ctx, from, id, lines);
}

/** Cancels a draft. @throws Problem shipment_not_draft. */
export async function cancelShipment(
  ctx: Context,
  command: { id: string; shipment: Shipment; from: Place; to: Place; reason: string },
): Promise<void> {
  const { shipment, from, to, reason } = command;
  await advance(ctx, 'cancel', shipment, { status: 'cancelled', reason });
  await record(ctx, [
    {
      id: command.id,
      kind: 'shipment.cancelled',
      placeId: from.id,
      documentId: shipment.id,
      data: newsOf(shipment, from, to, 'cancelled', { reason }),
    },
  ]);
}
