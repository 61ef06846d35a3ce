// Keeps the months in order: partitions are there before their month begins, and months past their keeping are shed.
import type { House } from '../kernel/house.ts';

const AHEAD = 3;
const LEAST_KEPT = 3;

/** The first day of the month that is so many months away from the moment, in UTC, as `YYYY-MM-01`. */
export function monthOf(now: Date, away = 0): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + away, 1)).toISOString().slice(0, 10);
}

export interface MonthsDone {
  /** Partitions made, of all monthly tables. */
  made: number;
  /** Months shed, oldest first. */
  shed: string[];
}

/**
 * Makes the partitions of the next months and of any month that came to a default partition, and sheds the months older
 * than `config.journalKeepMonths`, but never one that a back-dated event may still ask for. Daily and at start, in any
 * number of processes; each step is a transaction of its own and waits for its locks for five seconds at most.
 */
export async function maintainMonths(house: House): Promise<MonthsDone> {
  const now = house.now();
  const { journalKeepMonths, backdateDays } = house.config;
  const kept = Math.max(journalKeepMonths, Math.ceil(backdateDays / 28) + 1, LEAST_KEPT);
  return house.database.asOwner(async (sql) => {
    const tables = (await sql.rows<{ name: string }>('select name from monthly_table order by name')).map(
      (t) => t.name,
    );
    const found = await sql.rows<{ month: string }>('select distinct unmade_months() as month');
    const ahead = Array.from({ length: AHEAD + 2 }, (_, index) => monthOf(now, index - 1));
    let made = 0;
    for (const month of new Set([...ahead, ...found.map((row) => row.month)])) {
      for (const table of tables) {
        const one = await sql.one<{ made: boolean }>('select make_month_of($1, $2) as made', [table, month]);
        if (one.made) made++;
      }
    }
    // By both clocks: one that runs ahead sheds nothing.
    const old = await sql.rows<{ month: string }>(
      /* sql */ `select to_date(right(c.relname, 7), 'YYYY_MM') as month from pg_inherits i
      join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'posting'::regclass and c.relname ~ '^posting_[0-9]{4}_[0-9]{2}$'
        and to_date(right(c.relname, 7), 'YYYY_MM')
          < least($1::date, (date_trunc('month', now()) - make_interval(months => $2))::date) order by 1`,
      [monthOf(now, -kept), kept],
    );
    const shed: string[] = [];
    for (const { month } of old) {
      if ((await sql.one<{ done: boolean }>('select shed_month($1) as done', [month])).done) shed.push(month);
    }
    if (made > 0 || shed.length > 0) house.log.info({ made, shed }, 'months were made and shed');
    return { made, shed };
  });
}
