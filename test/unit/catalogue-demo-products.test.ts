// The demo's vaccines: right check digits, codes of their own, sensible facts.
import { expect, it } from 'vitest';
import { isGtin } from '../../server/gs1/check-digit.ts';
import { DEMO_NOTE, demoProducts } from '../../server/catalogue/demo-products.ts';

it('has 22 vaccines, each with its own code and GTIN of the demonstration prefix', () => {
  expect(demoProducts).toHaveLength(22);
  expect(new Set(demoProducts.map(({ code }) => code)).size).toBe(22);
  expect(new Set(demoProducts.map(({ gtin }) => gtin)).size).toBe(22);
  for (const { gtin } of demoProducts) {
    expect(gtin).toMatch(/^0952\d{10}$/);
    expect(isGtin(gtin)).toBe(true);
  }
});

it('says of each that it is for demonstration', () => {
  expect(demoProducts.every(({ demo, note }) => demo && note === DEMO_NOTE)).toBe(true);
});

it('keeps the facts that doses and cold chain depend on', () => {
  const facts = (code: string) => {
    const { dosesPerVial, minCelsius, maxCelsius, openVialHours } = demoProducts.find(
      (p) => p.code === code,
    )!;
    return [dosesPerVial, minCelsius, maxCelsius, openVialHours];
  };
  expect(facts('COV-SIN1')).toEqual([1, 2, 8, 0]);
  expect(facts('COV-PFZ')).toEqual([6, -90, -60, 6]);
  expect(facts('BCG')).toEqual([20, 2, 8, 3]);
  expect(facts('BOPV')).toEqual([10, -25, -15, 336]);
  expect(facts('PENTA')).toEqual([5, 2, 8, 672]);
});
