// How many vials a need comes to, reckoned without fractions.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { usualIndex, vialsNeeded } from '../../server/planning/need.ts';
import { monthsOf } from '../../server/planning/need-sum-routes.ts';

it.each([
  [{ population: 1000, dosesEach: 2, usageIndex: 8 }, 250],
  [{ population: 1001, dosesEach: 2, usageIndex: 8 }, 251],
  [{ population: 0, dosesEach: 2, usageIndex: 8 }, 0],
  [{ population: 1, dosesEach: 1, usageIndex: 10 }, 1],
  [{ population: 700, dosesEach: 3, usageIndex: 0.7 }, 3000],
  [{ population: 100, dosesEach: 1, usageIndex: 3.33 }, 31],
])('%j needs %i vials', (facts, vials) => expect(vialsNeeded(facts)).toBe(vials));

it('is never too few, and never a whole vial too many', () => {
  fc.assert(
    fc.property(
      fc.nat(5_000_000),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 5000 }),
      (population, dosesEach, hundredths) => {
        const vials = vialsNeeded({ population, dosesEach, usageIndex: hundredths / 100 });
        const wanted = BigInt(population) * BigInt(dosesEach) * 100n;
        expect(BigInt(vials) * BigInt(hundredths) >= wanted).toBe(true);
        expect(BigInt(vials - 1) * BigInt(hundredths) < wanted || vials === 0).toBe(true);
      },
    ),
  );
});

it('expects of a vial its doses less the planned wastage', () => {
  expect(usualIndex({ dosesPerVial: 10, planningWastagePercent: 25 } as never)).toBe(7.5);
  expect(usualIndex({ dosesPerVial: 1, planningWastagePercent: 100 } as never)).toBe(0.01);
});

it('gives each month its share of the year and the sums so far', () => {
  const months = monthsOf(2027, 100, [
    { month: '2027-02', received: 40, used: 10, wasted: 1 },
    { month: '2027-04', received: 5, used: 7, wasted: 0 },
  ]);
  expect(months).toHaveLength(12);
  expect(months[0]).toMatchObject({ month: '2027-01', needed: 9, received: 0, receivedSoFar: 0 });
  expect(months[3]).toMatchObject({ month: '2027-04', needed: 34, receivedSoFar: 45, usedSoFar: 17 });
  expect(months[11]).toMatchObject({ needed: 100, receivedSoFar: 45 });
});
