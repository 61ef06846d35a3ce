// The ledger as one would write it in an afternoon, in memory and one movement at a time: what the model test holds the
// real one against. It keeps every posting and asks the fold anew each time; it shares no code with the service.
import type { Account, Line, Movement } from '../../server/ledger/types.ts';

interface Posting {
  account: string;
  doses: number;
  at: number;
}

interface Reserved {
  allocated: number;
  promised: number;
  allowance: number;
}

export interface ModelVerdict {
  outcome: string;
  /** Codes and doses of the warnings, or of the refusal what was there. */
  said: (string | number)[];
}

interface Draft {
  postings: Posting[];
  lines: Line[];
  reserved: Map<string, Reserved>;
  said: (string | number)[];
}

class Refused {
  constructor(
    readonly code: string,
    readonly available?: number,
  ) {}
}

const accountOf = ({ holder, bucket }: Account, batch: string) => `${holder}/${batch}/${bucket}`;
const isCounted = (bucket: string) => bucket === 'available' || bucket === 'quarantined';
const bounded = (bucket: string) => bucket !== 'unexplained' && bucket !== 'manufactured';

export class LedgerModel {
  private postings: Posting[] = [];
  private reserved = new Map<string, Reserved>();
  private readonly ids = new Map<string, string>();
  private readonly recorded = new Map<
    string,
    { lines: Line[]; at: number; reversed: boolean; reversal: boolean }
  >();
  /** Instants of the counts of a balance. */
  private readonly counts = new Map<string, number[]>();

  constructor(private readonly batches: Map<string, { status: string; expiry: string }>) {}

  /** The first count of an account's balance after an instant; none of an account that is not counted. */
  private countAfter({ holder, bucket }: Account, batch: string, at: number): number | undefined {
    if (!isCounted(bucket)) return undefined;
    return this.counts.get(`${holder}/${batch}`)?.find((count) => count > at);
  }

  /** What an account holds at every instant from `at` on, at the least, or only until before `until`. */
  private least(account: string, at: number, more: Posting[], until = Infinity): number {
    const mine = [...this.postings, ...more].filter((posting) => posting.account === account);
    const instants = [
      at,
      ...mine.map((posting) => posting.at).filter((instant) => instant > at && instant < until),
    ];
    return Math.min(
      ...instants.map((instant) =>
        mine.filter((posting) => posting.at <= instant).reduce((sum, posting) => sum + posting.doses, 0),
      ),
    );
  }

  private now(account: string, more: Posting[] = []): number {
    return this.least(account, Infinity, more);
  }

  private draw(line: Line, at: number, draft: Draft): void {
    const { batch, rule, from, to } = line;
    const usual =
      from.bucket === 'available'
        ? (['available', 'quarantined', 'unexplained'] as const)
        : ([from.bucket, 'unexplained'] as const);
    let need = line.doses;
    for (const bucket of rule === 'fact' && bounded(from.bucket) ? usual : [from.bucket]) {
      if (need === 0) return;
      const source = { holder: from.holder, bucket };
      const account = accountOf(source, batch);
      const fixed = this.countAfter(source, batch, at);
      let have = bounded(bucket) ? Math.max(this.least(account, at, draft.postings, fixed), 0) : need;
      const row = `${from.holder}/${batch}`;
      const held = draft.reserved.get(row) ?? { allocated: 0, promised: 0, allowance: 0 };
      const total = held.allocated + held.promised + held.allowance;
      if (rule === 'free' && bucket === 'available' && fixed === undefined)
        have = Math.min(have, this.now(account, draft.postings) - total);
      if (rule !== 'fact' && have < need) throw new Refused('insufficient_stock', have);
      if (rule === 'fact' && bucket === 'unexplained') draft.said.push('unexplained_doses', need);
      const take = account === accountOf(to, batch) ? 0 : Math.min(have, need);
      if (take === 0) continue;
      if (bucket === 'quarantined' && from.bucket === 'available' && line.usableOn)
        draft.said.push('quarantined_doses', take);
      draft.postings.push({ account, doses: -take, at }, { account: accountOf(to, batch), doses: take, at });
      draft.lines.push({ ...line, doses: take, from: source });
      need -= take;
      const unexplained = (account: Account): Account => ({ holder: account.holder, bucket: 'unexplained' });
      this.keepCount({ ...line, doses: take, from: unexplained(source), to: source }, fixed, draft);
      this.keepCount(
        { ...line, doses: take, from: to, to: unexplained(to) },
        this.countAfter(to, batch, at),
        draft,
      );
      if (bucket === 'available') this.giveWay(row, held, this.now(account, draft.postings), draft);
    }
  }

  /** At the count that it came too late for, what a movement did to a counted account is undone. */
  private keepCount(line: Line, at: number | undefined, draft: Draft): void {
    if (at === undefined) return;
    const { batch, doses } = line;
    draft.postings.push(
      { account: accountOf(line.from, batch), doses: -doses, at },
      { account: accountOf(line.to, batch), doses, at },
    );
    draft.lines.push(line);
  }

  /** Reservations beyond what is there give way: the allowance, then promises, then allocations. */
  private giveWay(row: string, held: Reserved, available: number, draft: Draft): void {
    const kept = { ...held };
    let over = kept.allocated + kept.promised + kept.allowance - available;
    for (const kind of ['allowance', 'promised', 'allocated'] as const) {
      const cut = Math.max(Math.min(over, kept[kind]), 0);
      kept[kind] -= cut;
      over -= cut;
      if (kind === 'allowance' && over > 0) draft.said.push('promise_broken', over);
    }
    draft.reserved.set(row, kept);
  }

  private tryLine(line: Line, at: number, draft: Draft): void {
    const batch = this.batches.get(line.batch);
    if (!batch) throw new Refused('unknown_batch');
    if (accountOf(line.from, line.batch) === accountOf(line.to, line.batch))
      throw new Refused('same_account');
    if (line.usableOn) {
      const why =
        batch.status !== 'released'
          ? `batch_${batch.status}`
          : batch.expiry < line.usableOn
            ? 'batch_expired'
            : undefined;
      if (why && line.rule !== 'fact') throw new Refused(why);
      if (why) draft.said.push(why);
    }
    this.draw(line, at, draft);
  }

  post({ id, hash, lines, occurredAt, kind }: Movement): ModelVerdict {
    const known = this.ids.get(id);
    if (known !== undefined) {
      return { outcome: known === String(hash) ? 'repeated' : 'idempotency_conflict', said: [] };
    }
    const draft: Draft = { postings: [], lines: [], reserved: new Map(this.reserved), said: [] };
    try {
      for (const line of lines) this.tryLine(line, occurredAt.getTime(), draft);
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      return { outcome: refused.code, said: refused.available === undefined ? [] : [refused.available] };
    }
    this.postings.push(...draft.postings);
    this.reserved = draft.reserved;
    this.ids.set(id, String(hash));
    const reversal = kind === 'movement.reversed';
    this.recorded.set(id, { lines: draft.lines, at: occurredAt.getTime(), reversed: false, reversal });
    return { outcome: draft.said.length > 0 ? 'flagged' : 'recorded', said: draft.said };
  }

  reverse(command: { id: string; movement: string; now: Date }): ModelVerdict {
    const original = this.recorded.get(command.movement);
    const refuse = (outcome: string) => ({ outcome, said: [] });
    if (!original || original.lines.length === 0) return refuse('movement_not_found');
    if (original.reversal) return refuse('not_reversible');
    if (original.reversed) return refuse('already_reversed');
    const lines = original.lines
      .toReversed()
      .map((line) => ({ ...line, from: line.to, to: line.from, rule: 'held' as const, usableOn: undefined }));
    const kept = this.keptBy(original.lines, original.at);
    const place = lines[0]!.from.holder;
    const verdict = this.post({
      id: command.id,
      hash: Buffer.alloc(0),
      kind: 'movement.reversed',
      place,
      occurredAt: command.now,
      lines: [
        ...kept.filter(({ from }) => from.bucket === 'unexplained'),
        ...lines,
        ...kept.filter(({ to }) => to.bucket === 'unexplained'),
      ],
    });
    if (verdict.outcome === 'insufficient_stock')
      return { outcome: 'later_stock_depends', said: verdict.said };
    if (verdict.outcome === 'recorded' || verdict.outcome === 'flagged') original.reversed = true;
    return verdict;
  }

  /** Lines beside a reversal that leave alone what was counted after the movement. */
  private keptBy(lines: Line[], at: number): Line[] {
    const net = new Map<string, { account: Account; batch: string; doses: number }>();
    for (const { batch, doses, from, to } of lines) {
      for (const [account, change] of [
        [from, -doses],
        [to, doses],
      ] as const) {
        if (this.countAfter(account, batch, at) === undefined) continue;
        const key = accountOf(account, batch);
        net.set(key, { account, batch, doses: (net.get(key)?.doses ?? 0) + change });
      }
    }
    return [...net.values()]
      .filter(({ doses }) => doses !== 0)
      .map(({ account, batch, doses }) => {
        const unexplained: Account = { holder: account.holder, bucket: 'unexplained' };
        const [from, to] = doses > 0 ? [unexplained, account] : [account, unexplained];
        return { batch, doses: Math.abs(doses), from, to, rule: 'held' as const };
      });
  }

  /** Counts a balance: afterwards it holds at that instant what was found. */
  count(holder: string, batch: string, at: number, found: Record<'available' | 'quarantined', number>) {
    const row = `${holder}/${batch}`;
    const before = this.counts.get(row) ?? [];
    if (at <= (before.at(-1) ?? -Infinity)) return { outcome: 'count_before_last', said: [] };
    const said: (string | number)[] = [];
    const shift = (bucket: 'available' | 'quarantined', doses: number, when: number) =>
      this.postings.push(
        { account: accountOf({ holder, bucket: 'unexplained' }, batch), doses: -doses, at: when },
        { account: accountOf({ holder, bucket }, batch), doses, at: when },
      );
    const variances: (() => void)[] = [];
    for (const bucket of ['available', 'quarantined'] as const) {
      const account = accountOf({ holder, bucket }, batch);
      const mine = this.postings.filter((posting) => posting.account === account);
      const sum = (until: number) =>
        mine.filter((posting) => posting.at <= until).reduce((total, { doses }) => total + doses, 0);
      const variance = found[bucket] - sum(at);
      const later = [...new Set(mine.map((posting) => posting.at))].filter((instant) => instant > at);
      const lacking = later.filter((instant) => sum(instant) + variance < 0);
      const doses = Math.max(0, ...lacking.map((instant) => -(sum(instant) + variance)));
      if (doses > 0) {
        said.push('unexplained_doses', doses);
        shift(bucket, doses, Math.min(...lacking));
      }
      variances.push(() => variance !== 0 && shift(bucket, variance, at));
    }
    for (const post of variances) post();
    const held = this.reserved.get(row);
    if (held) {
      const draft: Draft = { postings: [], lines: [], reserved: this.reserved, said };
      this.giveWay(row, held, this.now(accountOf({ holder, bucket: 'available' }, batch)), draft);
    }
    this.counts.set(row, [...before, at]);
    return { outcome: 'counted', said };
  }

  reserve(holder: string, batch: string, change: Reserved): string {
    const row = `${holder}/${batch}`;
    const held = this.reserved.get(row) ?? { allocated: 0, promised: 0, allowance: 0 };
    const next = {
      allocated: held.allocated + change.allocated,
      promised: held.promised + change.promised,
      allowance: held.allowance + change.allowance,
    };
    const total = next.allocated + next.promised + next.allowance;
    const available = this.now(accountOf({ holder, bucket: 'available' }, batch));
    if (Math.min(next.allocated, next.promised, next.allowance) < 0 || total > available)
      return 'reservation_conflict';
    this.reserved.set(row, next);
    return 'reserved';
  }

  /** Every account and reservation that is not zero. */
  balances(): Record<string, number> {
    const all: Record<string, number> = {};
    for (const account of new Set(this.postings.map((posting) => posting.account)))
      all[account] = this.now(account);
    for (const [row, held] of this.reserved)
      for (const [kind, doses] of Object.entries(held)) all[`${row}/${kind}`] = doses as number;
    return Object.fromEntries(Object.entries(all).filter(([, doses]) => doses !== 0));
  }
}
