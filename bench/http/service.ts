// The service itself as a child process of bench/http: stock at every health centre of one province, sessions to book.
import type { AddressInfo } from 'node:net';
import { createApp } from '../../server/app.ts';
import { loadAccounts } from '../../server/demo/load.ts';
import type { House } from '../../server/kernel/house.ts';
import { transactOneStatement } from '../../server/kernel/transaction.ts';
import { readConfig } from '../../server/kernel/config.ts';
import { post } from '../../server/ledger/post.ts';
import { openHouse } from '../../server/open.ts';
import { systemActor } from '../../server/people/scope.ts';

const DOSES = 1_000_000;

/** One batch of the first product, a million doses of it at each health centre of Jawa Barat. */
async function fill(house: House): Promise<{ places: string[]; batch: string }> {
  const batch = house.newId();
  const places = await house.database.sql.rows<{ id: string; code: string }>(
    `select id, code from place where path like '/ID/32/%' and level = 'health_centre' order by code`,
  );
  await house.database.sql.run(
    `insert into batch (id, product_id, lot, expiry, registered_at)
     select $1, id, 'BENCH', '2099-12-31', now() from product where code = 'COV-SIN1'`,
    [batch],
  );
  await transactOneStatement(house, systemActor, (ctx) =>
    post(
      ctx,
      places.map(({ id }) => ({
        id: ctx.newId(),
        kind: 'batch.registered',
        place: id,
        occurredAt: ctx.now,
        lines: [
          {
            batch,
            doses: DOSES,
            from: { holder: id, bucket: 'manufactured' },
            to: { holder: id, bucket: 'available' },
            rule: 'held',
          },
        ],
      })),
    ),
  );
  return { places: places.map((place) => place.code), batch };
}

process.once('SIGINT', () => process.exit(0));
process.once('message', (order: { url: string }) => {
  void (async () => {
    const config = { ...readConfig(), databaseUrl: order.url, demo: true, logLevel: 'error' };
    const { house, ownerUrl } = await openHouse(config);
    await loadAccounts(house);
    const stock = await fill(house);
    const app = await createApp(house, { ownerUrl });
    await app.start();
    app.server.listen(0, '127.0.0.1', () => {
      process.send?.({ port: (app.server.address() as AddressInfo).port, ...stock });
    });
  })();
});
