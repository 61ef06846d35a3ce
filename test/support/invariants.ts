// What must always hold (ledger.md), checked at the end of every end-to-end file.
import { expect } from 'vitest';
import type { House } from '../../server/kernel/house.ts';
import { audit } from '../../server/ledger/audit.ts';

/** Recomputes every balance and expects no finding. */
export async function expectInvariants(house: House): Promise<void> {
  expect(await audit(house.database.sql)).toEqual([]);
}
