// How many doses a place can promise, by batch and day: pure arithmetic, no database and no clock.
//
// A batch serves every day up to its expiry. So a set of promises can be kept exactly when, for every day, the units
// demanded from that day on are no more than the units of the batches that last until that day (Hall's theorem for
// nested sets). A unit is one dose, or one whole vial where an opened vial does not last until the next day.

/** What of a product decides how its doses may be promised. */
export interface VialRules {
  dosesPerVial: number;
  /** How long an opened vial may be used. */
  openVialHours: number;
  /** Part of the stock, in percent, that is expected to be lost and is not promised. */
  wastageAllowancePercent: number;
}

export interface BatchSupply {
  batch: string;
  /** The last day, YYYY-MM-DD, on which it may be used. */
  expiry: string;
  /** Doses on hand that appointments may use: free ones and those already promised to them. */
  doses: number;
  /** Doses left in open vials. They are held there already: an assignment uses them and has no share of them. */
  opened?: boolean;
}

export interface BatchShare {
  batch: string;
  /** Doses for appointments. */
  promised: number;
  /** Doses that keeping those promises may cost besides: the rest of whole vials, and expected wastage. */
  allowance: number;
}

export interface Assignment {
  shares: BatchShare[];
  /** Doses promised by day that no batch can serve; empty when all promises can be kept. */
  unmet: Map<string, number>;
}

export interface Plan {
  /** Doses promised for a day. */
  promisedDoses(day: string): number;
  /** The most doses that can be promised in all for a day without breaking a promise of another; 0 in the past. */
  usableDoses(day: string): number;
  /** Adds doses to, or takes doses from, what is promised for a day. */
  promise(day: string, doses: number): void;
  feasible(): boolean;
  /** Gives each promise a batch: the earliest day first, from the earliest expiry. */
  assign(): Assignment;
}

interface Stock extends BatchSupply {
  units: number;
  /** Doses that fill no vial: an open vial, of use today only. */
  open: number;
}

/** Doses in a unit: more than one where vials are opened for one day. */
export function dosesPerUnit(rules: VialRules): number {
  return rules.dosesPerVial > 1 && rules.openVialHours < 24 ? rules.dosesPerVial : 1;
}

/** Earliest expiry first, and of one day open vials first. */
const orderOf = ({ expiry, opened, batch }: BatchSupply) => `${expiry} ${opened ? 0 : 1} ${batch}`;

function stockOf(rules: VialRules, today: string, supply: readonly BatchSupply[]): Stock[] {
  const size = dosesPerUnit(rules);
  return supply
    .filter((batch) => batch.expiry >= today && batch.doses > 0)
    .map((batch) => {
      if (batch.opened) {
        const [units, open] = size === 1 ? [batch.doses, 0] : [0, batch.doses];
        return { ...batch, units, open };
      }
      const sure = Math.floor((batch.doses * (100 - rules.wastageAllowancePercent)) / 100);
      return { ...batch, units: Math.floor(sure / size), open: sure % size };
    })
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

/** What was taken of one batch while promises are being assigned. */
interface Draw {
  batch: string;
  opened: boolean;
  expiry: string;
  units: number;
  open: number;
  /** Doses that must stay on hand, before wastage. */
  needed: number;
  promised: number;
}

/** Serves one day; answers the doses that nothing is left for. */
function drawDay(draws: Draw[], day: string, isToday: boolean, size: number, wanted: number): number {
  let rest = wanted;
  for (const draw of isToday ? draws : []) {
    const doses = Math.min(draw.open, rest);
    draw.open -= doses;
    draw.needed += doses;
    draw.promised += doses;
    rest -= doses;
  }
  for (const draw of draws) {
    if (rest <= 0) break;
    if (draw.expiry < day || draw.units === 0) continue;
    const units = Math.min(draw.units, Math.ceil(rest / size));
    const doses = Math.min(rest, units * size);
    draw.units -= units;
    draw.needed += units * size;
    draw.promised += doses;
    rest -= doses;
  }
  return rest;
}

/**
 * Plans the promises of one place and product.
 * @param today the calendar day at the place; what was promised for earlier days does not count.
 * @param supply usable batches only: what is recalled or quarantined does not belong here.
 */
export function createPlan(
  rules: VialRules,
  today: string,
  supply: readonly BatchSupply[],
  demand: Iterable<readonly [day: string, doses: number]>,
): Plan {
  const size = dosesPerUnit(rules);
  const stock = stockOf(rules, today, supply);
  const openDoses = stock.reduce((sum, batch) => sum + batch.open, 0);
  const promised = new Map([...demand].filter(([day, doses]) => day >= today && doses > 0));
  let days = [...promised.keys()].sort();

  const openOn = (day: string) => (day === today ? openDoses : 0);
  const unitsFor = (day: string, doses: number) => Math.ceil(Math.max(0, doses - openOn(day)) / size);
  const unitsOn = (day: string) => unitsFor(day, promised.get(day) ?? 0);
  const unitsLasting = (day: string) => {
    let units = 0;
    for (let at = stock.length - 1; at >= 0 && stock[at]!.expiry >= day; at--) units += stock[at]!.units;
    return units;
  };

  /** The units to spare on the tightest day up to `until`, and the most that any day lacks, without `except`'s own. */
  function slack(until: string, except?: string): { spare: number; lack: number } {
    let demanded = 0;
    let spare = unitsLasting(until);
    let lack = 0;
    let seen = false;
    const look = (day: string) => {
      const left = unitsLasting(day) - demanded;
      if (day <= until) spare = seen ? Math.min(spare, left) : left;
      seen ||= day <= until;
      lack = Math.max(lack, -left);
    };
    for (let at = days.length - 1; at >= 0; at--) {
      const day = days[at]!;
      if (day < until && !seen) look(until);
      if (day !== except) demanded += unitsOn(day);
      look(day);
    }
    if (!seen) look(until);
    return { spare, lack };
  }

  return {
    promisedDoses: (day) => promised.get(day) ?? 0,
    usableDoses(day) {
      if (day < today) return 0;
      // What is lacking is lacking whether or not this day gets its doses; only a greater lack would break a promise.
      const { spare, lack } = slack(day, day);
      return Math.max(0, spare + lack) * size + openOn(day);
    },
    promise(day, doses) {
      if (day < today) return;
      const next = (promised.get(day) ?? 0) + doses;
      if (next < 0) throw new Error(`Less than nothing would be promised for ${day}`);
      if (!promised.has(day)) days = [...days, day].sort();
      promised.set(day, next);
    },
    feasible: () => slack(days.at(-1) ?? today).lack === 0,
    assign() {
      const draws: Draw[] = stock.map(({ batch, expiry, units, open, opened = false }) => ({
        batch,
        expiry,
        units,
        open,
        opened,
        needed: 0,
        promised: 0,
      }));
      const unmet = new Map<string, number>();
      for (const day of days) {
        const rest = drawDay(draws, day, day === today, size, promised.get(day)!);
        if (rest > 0) unmet.set(day, rest);
      }
      const kept = 100 - rules.wastageAllowancePercent;
      const closed = draws.filter((draw) => !draw.opened);
      const shares = closed.map((draw) => ({
        batch: draw.batch,
        promised: draw.promised,
        allowance: Math.ceil((draw.needed * 100) / kept) - draw.promised,
      }));
      return { shares, unmet };
    },
  };
}
