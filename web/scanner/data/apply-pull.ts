// Puts one page of a pull into the tables, with the cursor in the same transaction. A pull from the beginning leaves
// the old rows in use until the last page has come; then those it did not bring are gone.
import { isSettled } from '../rules/stock.ts';
import type { Pull } from '../wire.ts';
import { changeDevice, db, findPull, REFERENCE, type Kept, type PullState } from './database.ts';

const REMOVABLE = ['shipments', 'tasks', 'sessions', 'vials', 'counts'] as const;

/** What the pull so far has brought, until its last page. */
export interface PullRun {
  /** When it was begun, by this phone's clock. */
  startedAt: number;
  /** Batches whose stock it brought anew. */
  arrived: Set<string>;
}

/** @returns whether there is more to pull at once. */
export async function applyPull(page: Pull, run: PullRun): Promise<boolean> {
  const tables = REFERENCE.map((table) => db[table]);
  return db.transaction('rw', [db.meta, db.queue, ...tables], async () => {
    const before = (await findPull()) ?? ({ key: 'pull', gen: 0, complete: false } satisfies PullState);
    const gen = page.reset ? before.gen + 1 : before.gen;
    await putRows(page, gen, run);
    for (const name of REMOVABLE) await db[name].bulkDelete(page.removed[name]);
    const state: PullState = {
      key: 'pull',
      cursor: page.cursor,
      gen,
      complete: before.complete,
      at: before.at,
      clockOffset: Date.parse(page.serverTime) - Date.now(),
    };
    if (!page.more) {
      for (const table of tables) await table.where('gen').below(gen).delete();
      state.complete = true;
      state.at = Date.now();
      await settle(run);
    }
    await db.meta.put(state);
    const { code, name, timeZone } = page.place;
    const { id, role } = page.user;
    await changeDevice({
      place: { code, name, timeZone },
      user: { id, name: page.user.name, role },
    });
    return page.more;
  });
}

async function putRows(page: Pull, gen: number, run: PullRun): Promise<void> {
  for (const name of REFERENCE) {
    if (name === 'stock') continue;
    const rows = page[name].map((row) => ({ ...row, gen }));
    await (db[name] as unknown as { bulkPut(rows: Kept<object>[]): Promise<unknown> }).bulkPut(rows);
  }
  for (const row of page.stock) {
    const kept = await db.stock.get(row.batch);
    // The highest version wins, whatever the order in which pages come.
    if (kept && kept.gen === gen && kept.version > row.version) continue;
    await db.stock.put({ ...row, gen });
    run.arrived.add(row.batch);
  }
}

/** Answered events whose effect is in the pulled stock by now no longer change the believed stock. */
async function settle({ startedAt, arrived }: PullRun): Promise<void> {
  const answered = await db.queue
    .where('state')
    .anyOf('sent', 'flagged')
    .filter((queued) => !queued.settled && (queued.answeredAt ?? Infinity) <= startedAt)
    .toArray();
  for (const queued of answered) {
    const pulls = queued.pulls + 1;
    await db.queue.update(queued.id, {
      pulls,
      settled: isSettled({ effects: queued.effects, pulls }, arrived),
    });
  }
}
