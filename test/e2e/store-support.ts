// What the tests of the store share: a health centre with stock, its staff and its officer, and short ways to call.
import { startTestApp, type Call, type TestApp } from '../support/app.ts';
import type { Config } from '../../server/kernel/config.ts';

export interface Answer {
  status: number;
  body: Record<string, unknown> & {
    id: string;
    code: string;
    status: string;
    warnings: { code: string }[];
    errors: { pointer: string; code: string }[];
    lines: Line[];
    items: Record<string, unknown>[];
  };
  replayed?: string;
}
export interface Line {
  batch: { id: string; lot: string };
  available: number | null;
  quarantined: number | null;
  expected: { available: number; quarantined: number } | null;
  variance: { available: number; quarantined: number } | null;
  aboveThreshold: boolean | null;
  reason: string | null;
}

/** Demo health centre of Bandung. */
export const PLACE = 'P32730201';

export interface Store extends TestApp {
  staff: Call;
  officer: Call;
  call(who: Call, path: string, body?: object): Promise<Answer>;
  get(who: Call, path: string): Promise<Answer>;
  /** A batch of that product with doses at the health centre, as if it had always been there. */
  stocked(product: string, doses: number, expiry?: string): Promise<string>;
  balance(batch: string): Promise<Record<string, number>>;
}

export async function openStore(changes: Partial<Config> = {}): Promise<Store> {
  // The tests move the clock on by days.
  const t = await startTestApp({ accessTokenSeconds: 90 * 86_400, ...changes });
  const staff = await t.as(`pkm.${PLACE.toLowerCase()}`);
  const officer = await t.as('dinkes.3273');
  const { sql } = t.house.database;
  let lots = 0;
  const dress = (answer: { status: number; body: unknown; headers: Record<string, string> }): Answer => ({
    status: answer.status,
    body: answer.body as Answer['body'],
    replayed: answer.headers['idempotency-replayed'],
  });
  return {
    ...t,
    staff,
    officer,
    call: async (who, path, body = {}) => dress(await who.post(path, { id: t.id(), ...body })),
    get: async (who, path) => dress(await who.get(path)),
    async stocked(product, doses, expiry = '2031-01-31') {
      const biofarma = await t.as('biofarma');
      const { gtin } = await sql.one<{ gtin: string }>('select gtin from product where code = $1', [product]);
      const lot = `STORE-${++lots}`;
      const made = await biofarma
        .post('/api/v1/batches', { id: t.id(), gtin, lot, expiry, doses })
        .expect(201);
      const batch = (made.body as { id: string }).id;
      const sent = { id: t.id(), from: 'BIOFARMA', to: PLACE, lines: [{ batch, doses }] };
      await biofarma.post('/api/v1/shipments', sent).expect(201);
      await biofarma.post(`/api/v1/shipments/${sent.id}/dispatch`).expect(200);
      const lines = [{ batch, accepted: doses }];
      await staff.post(`/api/v1/shipments/${sent.id}/receive`, { id: t.id(), lines }).expect(200);
      return batch;
    },
    balance: (batch) =>
      sql.one(
        'select b.* from balance b join place p on p.id = b.holder_id where p.code = $1 and batch_id = $2',
        [PLACE, batch],
      ),
  };
}
