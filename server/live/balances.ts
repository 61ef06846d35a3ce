// Balances as sockets send them: absolute, with a version, as a place's stock would show them at this moment.
import type { Sql } from '../kernel/sql.ts';
import type { Place } from '../places/directory.ts';

export interface LiveBalance {
  /** The place's code. */
  place: string;
  batch: string;
  onHand: number;
  available: number;
  /** What may still be promised; zero for a batch that is held back or expired, as in `GET /api/v1/stock`. */
  free: number;
  reserved: number;
  quarantined: number;
  version: number;
}

export interface FoundBalance {
  /** The place's id, and its codes from the root: `/ID/32/3273/`. */
  holder: string;
  path: string;
  balance: LiveBalance;
}

const COLUMNS = (now: string) => /* sql */ `
  m.code as place, b.batch_id as batch, b.available + b.quarantined as "onHand", b.available,
  case when t.status = 'released' and t.expiry >= (${now}::timestamptz at time zone m.time_zone)::date
    then b.available - b.allocated - b.promised - b.allowance - b.opened else 0 end as free,
  b.allocated + b.promised as reserved, b.quarantined, b.version`;

/** The balances of some (holder, batch) pairs; what is in transit belongs to no place and is left out. */
export async function findTouched(
  sql: Sql,
  now: Date,
  pairs: readonly (readonly [holder: string, batch: string])[],
): Promise<FoundBalance[]> {
  const rows = await sql.rows<LiveBalance & { holder: string; path: string }>(
    /* sql */ `select b.holder_id as holder, m.path, ${COLUMNS('$1')}
    from unnest($2::uuid[], $3::uuid[]) p(holder, batch)
    join balance b on b.holder_id = p.holder and b.batch_id = p.batch
    join place m on m.id = b.holder_id
    join batch t on t.id = b.batch_id`,
    [now, pairs.map(([holder]) => holder), pairs.map(([, batch]) => batch)],
  );
  return rows.map(({ holder, path, ...balance }) => ({ holder, path, balance }));
}

/** All balances of a place and everything below it, at most `limit`. */
export function findSnapshot(sql: Sql, now: Date, place: Place, limit: number): Promise<LiveBalance[]> {
  return sql.rows<LiveBalance>(
    /* sql */ `select ${COLUMNS('$1')}
    from place m join balance b on b.holder_id = m.id join batch t on t.id = b.batch_id
    where m.path ~>=~ $2 and m.path ~<~ (left($2, -1) || '0') and b.version > 0
    limit $3`,
    [now, place.path, limit],
  );
}
