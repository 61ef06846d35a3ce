// What can be promised, against a maximum flow that knows nothing of the shortcut the service takes.
import { describe, expect, it } from 'vitest';
import {
  createPlan,
  dosesPerUnit,
  type BatchSupply,
  type VialRules,
} from '../../server/schedule/feasibility.ts';
import { FlowNetwork } from './schedule-max-flow.ts';

const TODAY = '2026-03-01';
const DAYS = Array.from({ length: 12 }, (_, n) =>
  new Date(Date.UTC(2026, 2, 1 + n)).toISOString().slice(0, 10),
);

interface Case {
  rules: VialRules;
  supply: BatchSupply[];
  demand: Map<string, number>;
}

/** Mulberry32: the same cases in every run. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

function caseOf(seed: number): Case {
  const random = randomOf(seed);
  const dosesPerVial = [1, 1, 2, 5, 10][random(5)]!;
  const rules = {
    dosesPerVial,
    openVialHours: [0, 6, 24, 672][random(4)]!,
    wastageAllowancePercent: [0, 0, 5, 10, 33][random(5)]!,
  };
  const supply = Array.from({ length: random(5) }, (_, n) => ({
    batch: `batch-${n}`,
    // Some batches are expired before today.
    expiry: random(8) === 0 ? '2026-02-27' : DAYS[random(DAYS.length)]!,
    doses: random(40),
  }));
  const demand = new Map<string, number>();
  for (let n = random(7); n > 0; n--) demand.set(DAYS[random(DAYS.length)]!, random(18));
  if (random(6) === 0) demand.set('2026-02-28', 5);
  return { rules, supply, demand };
}

/** The most units that batches can serve, each day asking for whole units; independent of the service's own code. */
function served({ rules, supply, demand }: Case): { demanded: number; flow: number } {
  const size = dosesPerUnit(rules);
  const usable = supply.filter((batch) => batch.expiry >= TODAY);
  const sure = (batch: BatchSupply) =>
    Math.floor((batch.doses * (100 - rules.wastageAllowancePercent)) / 100);
  const open = usable.reduce((sum, batch) => sum + (sure(batch) % size), 0);
  const days = [...demand].filter(([day]) => day >= TODAY);
  const network = new FlowNetwork(2 + days.length + usable.length);
  let demanded = 0;
  days.forEach(([day, doses], d) => {
    const units = Math.ceil(Math.max(0, doses - (day === TODAY ? open : 0)) / size);
    demanded += units;
    network.connect(0, 2 + d, units);
    usable.forEach((batch, b) => {
      if (batch.expiry >= day) network.connect(2 + d, 2 + days.length + b, Infinity);
    });
  });
  usable.forEach((batch, b) => network.connect(2 + days.length + b, 1, Math.floor(sure(batch) / size)));
  return { demanded, flow: network.maximum(0, 1) };
}

const unmetUnits = (given: Case) => {
  const { demanded, flow } = served(given);
  return demanded - flow;
};

/** The most doses for a day that leave no more units unmet than none at all would. */
function mostFor(given: Case, day: string): number {
  const unmet = (doses: number) => unmetUnits({ ...given, demand: new Map(given.demand).set(day, doses) });
  const before = unmet(0);
  let doses = 0;
  while (doses < 300 && unmet(doses + 1) === before) doses++;
  return doses;
}

const planOf = ({ rules, supply, demand }: Case) => createPlan(rules, TODAY, supply, demand);

describe('feasibility of promises', () => {
  it('agrees with a maximum flow on 1,000 random cases', () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const given = caseOf(seed);
      const plan = planOf(given);
      expect(plan.feasible(), `case ${seed}`).toBe(unmetUnits(given) === 0);
      const day = DAYS[seed % DAYS.length]!;
      expect(plan.usableDoses(day), `case ${seed} on ${day}`).toBe(mostFor(given, day));
      expect(plan.usableDoses(TODAY), `case ${seed} today`).toBe(mostFor(given, TODAY));
    }
  });

  it('assigns no batch more than it has, every promise once, and as many as can be served', () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const given = caseOf(seed);
      const { shares, unmet } = planOf(given).assign();
      const doses = new Map(given.supply.map((batch) => [batch.batch, batch.doses]));
      for (const { batch, promised, allowance } of shares) {
        expect(Math.min(promised, allowance), `case ${seed}`).toBeGreaterThanOrEqual(0);
        expect(promised + allowance, `case ${seed}`).toBeLessThanOrEqual(doses.get(batch)!);
      }
      const current = [...given.demand].filter(([day]) => day >= TODAY);
      const wanted = current.reduce((sum, [, n]) => sum + n, 0);
      const given_ = shares.reduce((sum, share) => sum + share.promised, 0);
      const missing = [...unmet.values()].reduce((sum, n) => sum + n, 0);
      expect(given_ + missing, `case ${seed}`).toBe(wanted);
      expect(missing === 0, `case ${seed}`).toBe(unmetUnits(given) === 0);
      const size = dosesPerUnit(given.rules);
      const lacking = [...unmet.values()].reduce((sum, n) => sum + Math.ceil(n / size), 0);
      expect(lacking, `case ${seed}`).toBe(unmetUnits(given));
    }
  });

  it('keeps every promise when all that is not reserved has been shipped away', () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const given = caseOf(seed);
      const { shares, unmet } = planOf(given).assign();
      if (unmet.size > 0) continue;
      const left = shares.map(({ batch, promised, allowance }) => ({
        ...given.supply.find((one) => one.batch === batch)!,
        doses: promised + allowance,
      }));
      expect(planOf({ ...given, supply: left }).feasible(), `case ${seed}`).toBe(true);
    }
  });

  it('promises one by one exactly as many doses as can be promised', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const given = caseOf(seed);
      const plan = planOf(given);
      if (!plan.feasible()) continue;
      const day = DAYS[seed % DAYS.length]!;
      const most = plan.usableDoses(day);
      while (plan.promisedDoses(day) < plan.usableDoses(day)) plan.promise(day, 1);
      expect(plan.promisedDoses(day), `case ${seed}`).toBe(most);
      expect(plan.feasible(), `case ${seed}`).toBe(true);
    }
  });

  it('opens whole vials by day, and lets an open vial serve today only', () => {
    const rules = { dosesPerVial: 10, openVialHours: 6, wastageAllowancePercent: 0 };
    const supply = [{ batch: 'a', expiry: '2026-12-31', doses: 23 }];
    const plan = createPlan(rules, TODAY, supply, [['2026-03-02', 1]]);
    expect(plan.usableDoses('2026-03-02')).toBe(20);
    expect(plan.usableDoses('2026-03-03')).toBe(10);
    expect(plan.usableDoses(TODAY)).toBe(13);
    expect(plan.assign().shares).toEqual([{ batch: 'a', promised: 1, allowance: 9 }]);
  });

  it('takes the earliest expiry first and nothing from an expired batch', () => {
    const rules = { dosesPerVial: 1, openVialHours: 0, wastageAllowancePercent: 0 };
    const supply = [
      { batch: 'late', expiry: '2026-12-31', doses: 5 },
      { batch: 'early', expiry: '2026-03-02', doses: 3 },
      { batch: 'gone', expiry: '2026-02-28', doses: 9 },
    ];
    const plan = createPlan(rules, TODAY, supply, [
      ['2026-03-02', 4],
      ['2026-02-20', 7],
    ]);
    expect(plan.assign().shares).toEqual([
      { batch: 'early', promised: 3, allowance: 0 },
      { batch: 'late', promised: 1, allowance: 0 },
    ]);
    expect(plan.usableDoses('2026-03-03')).toBe(4);
    expect(plan.usableDoses('2026-02-20')).toBe(0);
  });
});
