// Doses that travel for an activity: as they leave, what the sender has kept for it lets them go; where they arrive they are
// kept for it again.
import type { Context } from '../kernel/context.ts';
import type { Activities } from '../ledger/activities.ts';
import type { Warning } from '../ledger/types.ts';
import type { Place } from '../places/directory.ts';
import type { Drawn } from './order-shipments.ts';

interface PurposeLine {
  batchId: string;
  doses: number;
  activityId: string | null;
}

/** The lines of each activity, in the order of its id. */
function byActivity(lines: readonly PurposeLine[]): [activity: string, lines: PurposeLine[]][] {
  const groups = new Map<string, PurposeLine[]>();
  for (const line of lines) {
    if (line.activityId === null || line.doses <= 0) continue;
    groups.set(line.activityId, [...(groups.get(line.activityId) ?? []), line]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

export interface Leaving {
  shipment: string;
  from: Place;
  lines: readonly PurposeLine[];
  /** What came out of an order's allocation already. */
  drawn: Drawn;
}

/** Lets go of what the sender has kept for the activities of a shipment, and writes down how much that was. */
export async function drawForActivities(
  ctx: Context,
  { shipment, from, lines, drawn }: Leaving,
  activities: Activities | undefined,
): Promise<void> {
  const wanted = byActivity(lines);
  if (wanted.length === 0 || !activities) return;
  const batches = wanted.flatMap(([, group]) => group.map(({ batchId }) => batchId));
  await ctx.tx.rows(
    'select batch_id from balance where holder_id = $1 and batch_id = any($2) order by batch_id for update',
    [from.id, batches],
  );
  const sums = new Map([...drawn].map(([batch, { fromEarmark }]) => [batch, fromEarmark]));
  for (const [activity, group] of wanted) {
    const rest = group.map(({ batchId, doses }) => {
      return { batch: batchId, doses: doses - (drawn.get(batchId)?.doses ?? 0) };
    });
    const asked = rest.filter(({ doses }) => doses > 0);
    if (asked.length === 0) continue;
    for (const { batch, doses } of await activities.draw(ctx, { activity, place: from, lines: asked }))
      sums.set(batch, (sums.get(batch) ?? 0) + doses);
  }
  await ctx.tx.run(
    /* sql */ `update shipment_line l set from_earmark = s.doses from unnest($2::uuid[], $3::int[]) s(batch, doses)
      where l.shipment_id = $1 and l.batch_id = s.batch and l.activity_id is not null`,
    [shipment, [...sums.keys()], [...sums.values()]],
  );
}

export interface Arriving {
  shipment: string;
  place: Place;
  lines: readonly PurposeLine[];
}

/** Keeps doses for the activities that they travelled for. @returns a warning for each batch of which some are not kept. */
export async function keepForActivities(
  ctx: Context,
  { shipment, place, lines }: Arriving,
  activities: Activities | undefined,
): Promise<Warning[]> {
  const warnings: Warning[] = [];
  if (!activities) return warnings;
  for (const [activity, group] of byActivity(lines)) {
    const kept = group.map(({ batchId, doses }) => ({ batch: batchId, doses }));
    warnings.push(...(await activities.keep(ctx, { activity, place, lines: kept, document: shipment })));
  }
  return warnings;
}
