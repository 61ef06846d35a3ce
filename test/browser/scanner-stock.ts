// Stock for the tests of the scanner, put where it is needed without the way of shipments, and the codes on its labels.
import { toYymmdd } from '../../server/gs1/dates.ts';
import { transact } from '../../server/kernel/transaction.ts';
import { postOne } from '../../server/ledger/post.ts';
import { systemActor } from '../../server/people/scope.ts';
import type { TestApp } from '../support/app.ts';

export interface Stocked {
  id: string;
  lot: string;
  /** What a reader reads off the label. */
  label: string;
}

interface Product {
  id: string;
  gtin: string;
}

let lots = 0;

/** Puts doses of a new batch into a place's usable stock. */
export async function stockAt(
  t: TestApp,
  { place, product, doses, expiry }: { place: string; product: Product; doses: number; expiry: string },
): Promise<Stocked> {
  const { house } = t;
  const { id: holder } = await house.database.sql.one<{ id: string }>(
    'select id from place where code = $1',
    [place],
  );
  const [id, lot] = [t.id(), `SCAN${++lots}`];
  await house.database.sql.run(
    'insert into batch (id, product_id, lot, expiry, registered_at) values ($1, $2, $3, $4, now())',
    [id, product.id, lot, expiry],
  );
  await transact(house, systemActor, (ctx) =>
    postOne(ctx, {
      id: t.id(),
      kind: 'batch.registered',
      place: holder,
      occurredAt: new Date(ctx.now.getTime() - 3_600_000),
      lines: [
        {
          batch: id,
          doses,
          rule: 'held' as const,
          from: { holder, bucket: 'manufactured' },
          to: { holder, bucket: 'available' },
        },
      ],
    }),
  );
  return { id, lot, label: `]d201${product.gtin}17${toYymmdd(expiry)}10${lot}` };
}

/** What a place has of a batch, as its own staff see it. */
export async function figuresOf(
  t: TestApp,
  username: string,
  batch: string,
): Promise<{ available: number; quarantined: number }> {
  const caller = await t.as(username);
  const place = username.split('.')[1]!;
  const { body } = await caller.get(`/api/v1/stock?place=${place}&batch=${batch}`).expect(200);
  const items = (body as { items: { available: number; quarantined: number }[] }).items;
  return items[0] ?? { available: 0, quarantined: 0 };
}
