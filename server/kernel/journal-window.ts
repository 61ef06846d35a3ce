// What the followers of one process have read of the journal lately: numbered rows never change, so each is read from
// the database once and handed to all of them.
import { readAfter, type JournalRow } from './journal.ts';
import type { Sql } from './sql.ts';

const KEPT_ROWS = 6000;

export interface JournalWindow {
  /**
   * The numbered rows after `seq`, in order, at most `limit`. Nobody may change them. Who holds a connection reads by
   * it: waiting for a second one, followers could wait for each other for ever.
   */
  after(sql: Sql, seq: number, limit: number): Promise<JournalRow[]>;
}

/** Makes an empty window onto the journal. */
export function createWindow(): JournalWindow {
  // Every numbered row above `start` and up to the last one kept.
  let start = 0;
  let rows: JournalRow[] = [];
  let reading: { seq: number; limit: number; found: Promise<JournalRow[]> } | undefined;

  function keep(seq: number, found: JournalRow[]): void {
    if (found.length === 0) return;
    if (seq === (rows.at(-1)?.seq ?? start)) rows = rows.concat(found);
    else if (found.at(-1)!.seq > (rows.at(-1)?.seq ?? 0)) [start, rows] = [seq, found];
    const over = rows.length - KEPT_ROWS;
    if (over <= 0) return;
    start = rows[over - 1]!.seq;
    rows = rows.slice(over);
  }

  /** Reads from the database; whoever asks for the same rows meanwhile waits for the same answer. */
  function read(sql: Sql, seq: number, limit: number): Promise<JournalRow[]> {
    if (reading?.seq === seq && reading.limit === limit) return reading.found;
    const found = readAfter(sql, seq, limit)
      .then((fresh) => {
        keep(seq, fresh);
        return fresh;
      })
      .finally(() => {
        if (reading === own) reading = undefined;
      });
    const own = { seq, limit, found };
    reading = own;
    return found;
  }

  return {
    after(sql, seq, limit) {
      const last = rows.at(-1)?.seq ?? 0;
      if (seq < start || seq >= last) return read(sql, seq, limit);
      const from = rows.findIndex((row) => row.seq > seq);
      return Promise.resolve(rows.slice(from, from + limit));
    },
  };
}
