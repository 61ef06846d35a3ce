// What must always hold (ledger.md), checked at the end of every end-to-end file.
import { expect } from 'vitest';
import { auditOrders } from '../../server/distribution/audit.ts';
import { auditOverview } from '../../server/insight/overview-sums.ts';
import { auditReports } from '../../server/insight/report-days.ts';
import type { Following } from '../../server/kernel/following.ts';
import type { House } from '../../server/kernel/house.ts';
import { audit } from '../../server/ledger/audit.ts';
import { auditPackages } from '../../server/distribution/packages/audit.ts';
import { auditPlanning } from '../../server/planning/audit.ts';
import { auditSchedule } from '../../server/schedule/audit.ts';

/**
 * Recomputes every balance and every promise and expects no finding.
 * @param following of a running service: it takes notice of what is committed first.
 */
export async function expectInvariants(house: House, following?: Following): Promise<void> {
  await following?.settle();
  expect(await audit(house.database.sql)).toEqual([]);
  expect(await auditPackages(house.database.sql)).toEqual([]);
  expect(await auditSchedule(house.database.sql, house.now())).toEqual([]);
  expect(await auditOrders(house.database.sql)).toEqual([]);
  expect(await auditReports(house.database.sql)).toEqual([]);
  expect(await auditOverview(house.database.sql)).toEqual([]);
  expect(await auditPlanning(house.database.sql)).toEqual([]);
}
