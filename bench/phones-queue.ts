// The phones of the bench: paired by rows, with two days of queue each and clocks of which every fifth is wrong.
import type { House } from '../server/kernel/house.ts';
import { DEVICE_PREFIX, hashOfToken } from '../server/people/devices.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface Happened {
  id: string;
  kind: 'administer' | 'discard';
  batch: string;
  doses: number;
  reason?: string;
  occurredAt: string;
  deviceSeq: number;
}

export interface Phone {
  token: string;
  place: string;
  /** How far its clock is ahead, in milliseconds. */
  clockMs: number;
  queue: Happened[];
}

/** Most clocks are right, some are hours off, a few more than a day. */
function clockOf(n: number): number {
  if (n % 50 === 7) return 3 * DAY_MS;
  return n % 5 === 0 ? ((n % 20) - 10) * HOUR_MS : 0;
}

/** Phones, so many at each place, with their queues in the order of what happened. */
export async function makePhones(
  house: House,
  { places, batches }: { places: readonly string[]; batches: readonly string[] },
  { count, events, random }: { count: number; events: number; random: () => number },
): Promise<Phone[]> {
  const phones = Array.from({ length: count }, (_, n): Phone => {
    const place = places[n % places.length]!;
    const length = Math.floor(events / count);
    const clockMs = clockOf(n);
    const begin = house.now().getTime() - 2 * DAY_MS;
    const queue = Array.from({ length }, (_, at): Happened => {
      const occurredAt = new Date(begin + clockMs + ((at + random()) / length) * 2 * DAY_MS * 0.99);
      const lost = random() < 0.2;
      return {
        id: house.newId(),
        kind: lost ? 'discard' : 'administer',
        batch: batches[Math.floor(random() * batches.length)]!,
        doses: lost ? 1 + Math.floor(random() * 3) : 1,
        reason: lost ? 'broken' : undefined,
        occurredAt: occurredAt.toISOString(),
        deviceSeq: at + 1,
      };
    });
    return { token: `${DEVICE_PREFIX}bench-${n}-${house.newId()}`, place, clockMs, queue };
  });
  await house.database.asOwner(async (sql) => {
    await sql.run(
      /* sql */ `insert into account (id, username, name, role, place_id, password_hash)
        select p, 'bench.' || p, 'Bench', 'health_centre_staff', p, '-' from unnest($1::uuid[]) p`,
      [places],
    );
    await sql.run(
      /* sql */ `insert into device (id, account_id, place_id, name, token_hash, paired_at)
        select d.id, d.place, d.place, 'Bench', decode(d.hash, 'hex'), now()
        from unnest($1::uuid[], $2::uuid[], $3::text[]) d(id, place, hash)`,
      [
        phones.map(() => house.newId()),
        phones.map(({ place }) => place),
        phones.map(({ token }) => hashOfToken(token).toString('hex')),
      ],
    );
  });
  return phones;
}
