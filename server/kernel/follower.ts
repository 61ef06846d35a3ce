// Followers of the journal. A durable follower's effects commit together with its cursor, one process at a time;
// a tail serves this process alone (sockets, caches) and keeps its cursor in memory.
import type { Actor, Context } from './context.ts';
import type { House } from './house.ts';
import { createWindow, type JournalWindow } from './journal-window.ts';
import { lastSeq, type JournalRow } from './journal.ts';
import { transact } from './transaction.ts';

const BATCH = 2000;

export interface Follower {
  name: string;
  /** Runs in order, exactly once in effect: whatever it writes commits together with the cursor. */
  handle(ctx: Context, rows: JournalRow[]): Promise<void>;
}

/** Locks a follower's cursor, made at its first use; undefined when another process is at it. */
async function takeCursor(ctx: Context, name: string): Promise<number | undefined> {
  const take = () =>
    ctx.tx.maybe<{ seq: number }>('select seq from follower where name = $1 for update skip locked', [name]);
  const found = await take();
  if (found) return found.seq;
  const made = await ctx.tx.run('insert into follower (name) values ($1) on conflict do nothing', [name]);
  return made === 1 ? 0 : undefined;
}

/**
 * Lets a durable follower handle all that is stamped; answers how many rows it took. When another process is at it,
 * this one leaves.
 */
export async function followAll(
  house: House,
  actor: Actor,
  follower: Follower,
  window: JournalWindow = createWindow(),
): Promise<number> {
  for (let total = 0; ;) {
    const taken = await transact(house, actor, async (ctx) => {
      const cursor = await takeCursor(ctx, follower.name);
      if (cursor === undefined) return 0;
      const rows = await window.after(ctx.tx, cursor, BATCH);
      if (rows.length === 0) return 0;
      await follower.handle(ctx, rows);
      await ctx.tx.run('update follower set seq = $2 where name = $1', [follower.name, rows.at(-1)!.seq]);
      return rows.length;
    });
    total += taken;
    if (taken < BATCH) return total;
  }
}

export interface Tail {
  /** Reads what is new and gives it to `handle`; calls that overlap are one. */
  poll(): Promise<void>;
  readonly seq: number;
}

/** A tail that starts at the newest row and hands every later one to `handle`, in order. */
export async function createTail(
  house: House,
  handle: (rows: JournalRow[]) => Promise<void>,
  window: JournalWindow = createWindow(),
): Promise<Tail> {
  let seq = await lastSeq(house.database.sql);
  let running: Promise<void> | undefined;
  let again = false;
  async function run(): Promise<void> {
    do {
      again = false;
      for (;;) {
        const rows = await window.after(house.database.sql, seq, BATCH);
        if (rows.length === 0) break;
        await handle(rows);
        seq = rows.at(-1)!.seq;
        if (rows.length < BATCH) break;
      }
    } while (again);
  }
  return {
    get seq() {
      return seq;
    },
    poll() {
      again = true;
      running ??= run().finally(() => (running = undefined));
      return running;
    },
  };
}
