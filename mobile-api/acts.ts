// Events that are acts on a document, each in a transaction of its own: the verbs of the rooms below do them.
import { receiveShipment } from '../server/distribution/receive.ts';
import { dispatchShipment } from '../server/distribution/dispatch.ts';
import { getVisible } from '../server/distribution/access.ts';
import { ssccOfScan } from '../server/distribution/draft-lines.ts';
import { nameLines, type NamedLine } from '../server/distribution/lines.ts';
import type { Context } from '../server/kernel/context.ts';
import { problems } from '../server/kernel/problem.ts';
import type { Warning } from '../server/ledger/types.ts';
import { STAFF, STOCK_ROLES, type Role } from '../server/people/scope.ts';
import { checkIn } from '../server/schedule/change.ts';
import { STAFF_ROLES } from '../server/schedule/door-parts.ts';
import { coveringCount } from '../server/store/count-cover.ts';
import { lockVisible } from '../server/store/count-acts.ts';
import { enterLines } from '../server/store/count.ts';
import { acknowledge } from '../server/tasks/act.ts';
import { getAppointment, give } from './give.ts';
import type { Said } from './known.ts';
import { mustBeOwn, ownPlace, type PhoneRooms } from './rooms.ts';
import type { Event, EventOf } from './shapes.ts';

export interface When {
  /** When it happened, by our clock. */
  at: Date;
  /** What the phone said besides; an act adds what its scans leave in doubt. */
  said: Said;
}

type Act<K extends Event['kind']> = (
  ctx: Context,
  rooms: PhoneRooms,
  event: EventOf<K>,
  when: When,
) => Promise<readonly Warning[]>;

function mustHaveRole({ actor }: Context, roles: readonly Role[]): void {
  if (!(roles as readonly string[]).includes(actor.role)) throw problems.forbidden();
}

/** Lines as the rooms below name batches: by id, or by a scan. */
const asNamed = <L extends { raw?: string }>(lines: readonly L[]) =>
  lines.map(({ raw, ...line }) => ({ ...line, scan: raw }));

const doubts = (lines: readonly NamedLine[]): Warning[] =>
  lines.flatMap(({ batch, warnings }) => warnings.map((warning) => ({ ...warning, batch: batch.id })));

const receive: Act<'receive'> = async (ctx, rooms, event, { at, said }) => {
  mustHaveRole(ctx, STOCK_ROLES);
  const { id, raw, packages = [], restMissing } = event;
  if (!event.lines && raw === undefined && packages.length === 0) {
    const message = { id: 'Sebutkan baris, label, atau paket', en: 'Give lines, a label or packages' };
    throw problems.validation_failed({}, [{ pointer: '/lines', message, code: 'lines_or_sscc' }]);
  }
  const read = raw === undefined ? [] : [ssccOfScan(ctx, raw, '/raw')];
  const scanned = [...new Set([...read, ...packages])];
  const key = event.shipment === undefined ? { sscc: scanned[0] ?? '' } : { id: event.shipment };
  const visible = await getVisible(ctx, rooms.directory, key);
  mustBeOwn(ctx, visible.to.id);
  const lines = event.lines && (await nameLines(ctx, rooms.catalogue, asNamed(event.lines)));
  said.warnings = doubts(lines ?? []);
  return receiveShipment(ctx, { ...visible, id, occurredAt: at, lines, scanned, restMissing });
};

const dispatch: Act<'dispatch'> = async (ctx, rooms, { id, shipment }, { at }) => {
  mustHaveRole(ctx, STOCK_ROLES);
  const visible = await getVisible(ctx, rooms.directory, { id: shipment });
  mustBeOwn(ctx, visible.from.id);
  await dispatchShipment(ctx, { ...visible, id, occurredAt: at });
  return [];
};

const count: Act<'count'> = async (ctx, rooms, event, { at, said }) => {
  mustHaveRole(ctx, STOCK_ROLES);
  const lines = await nameLines(ctx, rooms.catalogue, asNamed(event.lines));
  said.warnings = doubts(lines);
  const place = ownPlace(rooms, ctx);
  const which = event.count ?? (await coveringCount(ctx, place, lines[0]!.batch.product));
  const { count } = await lockVisible(ctx, rooms.directory, which);
  mustBeOwn(ctx, count.placeId);
  await enterLines(ctx, {
    id: event.id,
    count,
    product: count.productId === null ? undefined : rooms.catalogue.getProduct(count.productId),
    lines: lines.map(({ batch, available, quarantined }) => ({
      batch,
      available,
      quarantined,
      countedAt: at,
    })),
  });
  return [];
};

const check_in: Act<'check_in'> = async (ctx, rooms, event) => {
  mustHaveRole(ctx, STAFF_ROLES);
  const { id: appointment } = await getAppointment(ctx, rooms, event);
  await checkIn(ctx, { id: event.id, appointment });
  return [];
};

const acknowledgeTask: Act<'acknowledge'> = async (ctx, rooms, { id, task, note }) => {
  mustHaveRole(ctx, STAFF);
  await acknowledge(ctx, rooms.directory, { id, task, note });
  return [];
};

/** Does what an event of any kind but a plain movement says. @throws Problem of the verb that does it. */
export function act(ctx: Context, rooms: PhoneRooms, event: Event, when: When): Promise<readonly Warning[]> {
  switch (event.kind) {
    case 'administer':
      return give(ctx, rooms, event, when);
    case 'receive':
      return receive(ctx, rooms, event, when);
    case 'dispatch':
      return dispatch(ctx, rooms, event, when);
    case 'count':
      return count(ctx, rooms, event, when);
    case 'check_in':
      return check_in(ctx, rooms, event, when);
    case 'acknowledge':
      return acknowledgeTask(ctx, rooms, event, when);
    default:
      throw new Error(`${event.kind} is a plain movement`);
  }
}
