// Events that were recorded before, by the journal: an id is unique there for ever, so nothing else remembers a push. What
// is said of an event besides its postings stands in its row too, and the first answer can be given again.
import { problems, type Text } from '../server/kernel/problem.ts';
import type { Sql } from '../server/kernel/sql.ts';
import type { Warning } from '../server/ledger/types.ts';
import { refused, type Good, type Outcome } from './item.ts';

/** What a phone said of an event besides what happened: kept in the data of its journal row, under `phone`. */
export interface Said {
  seq: number;
  /** The time by its own clock and how far that was behind, where the two differ. */
  said?: string;
  offsetMs?: number;
  implausible?: true;
  /** Doses on hand that it showed and those of the book, where they differ. */
  believed?: number;
  book?: number;
  /** What its scans leave in doubt; the ledger's own warnings stand beside. */
  warnings?: readonly Warning[];
}

const believedText = (believed: number, book: number): Text => ({
  id: `Ponsel menampilkan ${believed} dosis, catatan stok ${book}`,
  en: `The phone showed ${believed} doses, the book had ${book}`,
});
const CLOCK_TEXT: Text = {
  id: 'Jam ponsel salah lebih dari sehari; waktunya digeser',
  en: "The phone's clock is wrong by more than a day; the time was moved",
};

/** The warnings that come of what the phone said. */
export function warningsOfSaid({ believed, book, implausible, warnings = [] }: Said): Warning[] {
  const more: Warning[] = [...warnings];
  if (believed !== undefined && book !== undefined)
    more.push({ code: 'stock_believed', believed, book, message: believedText(believed, book) });
  if (implausible) more.push({ code: 'clock_implausible', message: CLOCK_TEXT });
  return more;
}

/** A fact that fits neither the book nor the clock is flagged; what the phone believed is only told. */
export function outcomeOf(
  ledger: readonly Warning[],
  said: Said,
): Extract<Outcome, { verdict: 'recorded' | 'flagged' }> {
  const flagged = ledger.length > 0 || said.implausible === true || (said.warnings ?? []).length > 0;
  return { verdict: flagged ? 'flagged' : 'recorded', warnings: [...ledger, ...warningsOfSaid(said)] };
}

interface Row {
  id: string;
  hash: Buffer | null;
  warnings: Warning[] | null;
  phone: Said | null;
}

/** Each id looked up by itself: a limit keeps the planner from reading whole months where most ids are new. */
const KNOWN = /* sql */ `
  select k.id, k.hash, j.data -> 'warnings' as warnings, j.data -> 'phone' as phone
  from unnest($1::uuid[]) u(id)
  cross join lateral (select x.id, x.hash, x.recorded_at from journal_key x where x.id = u.id limit 1) k
  left join lateral (
    select x.data from journal x where x.id = k.id and x.recorded_at = k.recorded_at limit 1
  ) j on true`;

/** What was recorded under these ids. */
export async function findKnown(sql: Sql, ids: readonly string[]): Promise<Map<string, Row>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.rows<Row>(KNOWN, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The outcome of an event whose id is known: the first one again, or a conflict with another content. */
export function outcomeOfKnown({ hash }: Good, row: Row): Outcome {
  if (!row.hash?.equals(hash)) return refused(problems.idempotency_conflict());
  const { verdict: first, warnings } = outcomeOf(row.warnings ?? [], row.phone ?? { seq: 0 });
  return { verdict: 'repeated', first, warnings };
}
