// A bell wakes who waits for it, and loses no ring.
import { expect, it } from 'vitest';
import { createBell } from '../../server/kernel/bell.ts';

/** A sleep that ends only when it is told to, or by its signal. */
function slowHouse() {
  const slept: number[] = [];
  const sleep = (milliseconds: number, signal?: AbortSignal) => {
    slept.push(milliseconds);
    return new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
  };
  return { sleep, slept };
}

it('wakes who waits', async () => {
  const house = slowHouse();
  const bell = createBell(house);
  const waiting = bell.wait(1000);
  bell.ring();
  await waiting;
  expect(house.slept).toEqual([1000]);
});

it('keeps a ring until somebody waits, and then no longer', async () => {
  const house = slowHouse();
  const bell = createBell(house);
  bell.ring();
  bell.ring();
  await bell.wait(1000);
  expect(house.slept).toEqual([]);
  const second = bell.wait(500);
  expect(house.slept).toEqual([500]);
  bell.ring();
  await second;
});

it('ends by itself when nobody rings', async () => {
  const bell = createBell({ sleep: () => Promise.resolve() });
  await bell.wait(1);
  await bell.wait(1);
});
