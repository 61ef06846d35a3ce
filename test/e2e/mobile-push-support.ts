// What the tests of pushes share: a health centre with two phones, stock that was there for an hour, events of doses given.
import { afterAll, beforeAll } from 'vitest';
import type { ResultView } from '../../mobile-api/shapes.ts';
import { expectInvariants } from '../support/invariants.ts';
import { pair, type Phone } from './mobile-support.ts';
import { openStore, PLACE, type Store } from './store-support.ts';

export const USER = `pkm.${PLACE.toLowerCase()}`;
export const NOW = new Date('2026-12-08T02:00:00Z');
export const DAY = 86_400_000;

export const verdicts = (results: readonly ResultView[]) => results.map(({ verdict }) => verdict);
export const codes = (results: readonly ResultView[]) =>
  results.map(({ verdict, problem }) => problem?.code ?? verdict);

/** Opens the service and two phones of one health centre for the tests of a file, and ends with the invariants. */
export function usePhones() {
  let t: Store;
  let phone: Phone;
  let other: Phone;
  beforeAll(async () => {
    t = await openStore();
    t.clock.set(NOW);
    phone = await pair(t, USER);
    other = await pair(t, USER);
  });
  afterAll(async () => {
    await expectInvariants(t.house, t.app.following);
    await t.close();
  });
  const at = (ms = 0) => new Date(t.house.now().getTime() + ms).toISOString();

  return {
    get t() {
      return t;
    },
    get phone() {
      return phone;
    },
    get other() {
      return other;
    },
    at,
    /** A batch that has been at the health centre for an hour. */
    async stocked(doses: number): Promise<string> {
      const now = t.house.now();
      t.clock.set(new Date(now.getTime() - 3_600_000));
      const batch = await t.stocked('COV-BIO', doses);
      t.clock.set(now);
      return batch;
    },
    /** A dose given a minute ago. */
    give: (batch: string, more: object = {}) => ({
      id: t.id(),
      kind: 'administer',
      batch,
      doses: 1,
      occurredAt: at(-60_000),
      ...more,
    }),
    journal: (id: string) =>
      t.house.database.sql.one<{
        deviceId: string;
        actorId: string;
        occurredAt: Date;
        data: { phone: Record<string, unknown> };
      }>(
        'select device_id as "deviceId", actor_id as "actorId", occurred_at as "occurredAt", data from journal where id = $1',
        [id],
      ),
    async tasksOf(kind: string, batch?: string) {
      await t.app.following.settle();
      const query = `kind=${kind}&open=true${batch ? `&batch=${batch}` : ''}`;
      return (await t.get(t.staff, `/api/v1/tasks?${query}`)).body.items;
    },
  };
}
