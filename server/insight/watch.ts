// What only the clock changes: expiry steps, doses that expired in the night, shipments that are late. Judged each hour,
// once a day for each time zone, in its morning; a run that was missed is made up for by the next.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Actor } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import { transact } from '../kernel/transaction.ts';
import type { Directory } from '../places/directory.ts';
import { localDay, localTime } from '../places/local-day.ts';
import { partsOf } from './compute.ts';
import { judgeExpiry } from './judge-expiry.ts';
import { judgeShipments } from './judge-shipments.ts';
import { judgeStock } from './judge-stock.ts';

/** The local hour from which a day is judged: before the stores open. */
const MORNING = '05:00';

/** The time zones whose day has begun and was not judged yet. */
async function dueZones(house: House): Promise<{ timeZone: string; day: string }[]> {
  const now = house.now();
  const zones = await house.database.sql.rows<{
    timeZone: string;
    judged: string | null;
  }>(/* sql */ `select z.time_zone as "timeZone", j.day::text as judged
      from (select distinct time_zone from place) z left join judged_day j on j.time_zone = z.time_zone order by 1`);
  return zones
    .map(({ timeZone, judged }) => ({ timeZone, judged, day: localDay(now, timeZone) }))
    .filter(({ timeZone, judged, day }) => localTime(now, timeZone) >= MORNING && (judged ?? '') < day);
}

/** Judges what is due; answers the zones that it did. Twice does no harm. */
export async function watchClock(
  house: House,
  actor: Actor,
  { directory, catalogue }: { directory: Directory; catalogue: Catalogue },
): Promise<string[]> {
  await transact(house, actor, (ctx) => judgeShipments(ctx));
  const due = await dueZones(house);
  const parts = due.length === 0 ? [] : await partsOf(house.database.sql, directory);
  for (const { timeZone, day } of due) {
    for (const { place, alone } of parts) {
      const within = alone ? [place] : directory.under(place);
      if (!within.some((found) => found.timeZone === timeZone)) continue;
      const area = { path: place.path, alone, timeZone };
      await transact(house, actor, async (ctx) => {
        await judgeExpiry(ctx, area);
        await judgeStock(ctx, catalogue, area);
      });
    }
    await house.database.sql.run(
      /* sql */ `insert into judged_day values ($1, $2, $3)
        on conflict (time_zone) do update set day = excluded.day, judged_at = excluded.judged_at`,
      [timeZone, day, house.now()],
    );
  }
  return due.map(({ timeZone }) => timeZone);
}
