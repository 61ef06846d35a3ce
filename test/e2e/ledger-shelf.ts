// A shelf for the tests of the ledger: places, batches, and one-line ways to say a movement and to read a balance.
import { type Context } from '../../server/kernel/context.ts';
import type { House } from '../../server/kernel/house.ts';
import { transact } from '../../server/kernel/transaction.ts';
import { post } from '../../server/ledger/post.ts';
import type { Account, Bucket, Line, LineRule, Movement, Posted } from '../../server/ledger/types.ts';
import { systemActor } from '../../server/people/scope.ts';
import { createDirectory, type Place } from '../../server/places/directory.ts';

export const minutes = (n: number) => n * 60_000;
export const DAY = '2030-06-15';

/** What was answered, short: its outcome, or the code of its refusal. */
export const said = (posted: Posted | undefined) =>
  posted === undefined ? 'nothing' : posted.outcome === 'refused' ? posted.problem.code : posted.outcome;

export async function createShelf(house: House) {
  const { sql } = house.database;
  const directory = await createDirectory(house);
  const places = ['BIOFARMA', '32', '3273', '31', '3171'].map((code) => directory.byCode(code) as Place);
  const product = (await sql.one<{ id: string }>('select id from product order by code limit 1')).id;
  let lots = 0;

  async function batch(status = 'released', expiry = '2031-01-01'): Promise<string> {
    const id = house.newId();
    await sql.run(
      'insert into batch (id, product_id, lot, expiry, status, registered_at) values ($1, $2, $3, $4, $5, $6)',
      [id, product, `SHELF${++lots}`, expiry, status, house.now()],
    );
    return id;
  }

  const at = (place: number, bucket: Bucket = 'available'): Account => ({
    holder: places[place]!.id,
    bucket,
  });
  const line = (
    batchId: string,
    doses: number,
    from: Account,
    to: Account,
    rule: LineRule = 'held',
    usableOn?: string,
  ): Line => ({ batch: batchId, doses, from, to, rule, usableOn });

  /** A movement of these lines, so many minutes ago. */
  function movement(lines: Line[], ago = 0, more: Partial<Movement> = {}): Movement {
    return {
      id: house.newId(),
      hash: Buffer.from('said'),
      kind: 'movement.adjust',
      place: lines[0]!.from.holder,
      occurredAt: new Date(house.now().getTime() - minutes(ago)),
      lines,
      ...more,
    };
  }

  const act = <T>(work: (ctx: Context) => Promise<T>) => transact(house, systemActor, work);
  const postAll = (...movements: Movement[]) => act((ctx) => post(ctx, movements));
  const postSaid = async (...movements: Movement[]) => (await postAll(...movements)).map(said);

  /** Makes doses at a place, so many minutes ago. */
  async function stock(
    batchId: string,
    doses: number,
    { place = 0, ago = 600, bucket = 'available' as Bucket } = {},
  ) {
    const made = movement([line(batchId, doses, at(place, 'manufactured'), at(place, bucket))], ago);
    const [posted] = await postAll(made);
    if (posted?.outcome !== 'recorded') throw new Error('The shelf could not be stocked');
    return made;
  }

  const balance = (batchId: string, place = 0) =>
    sql.maybe<Record<Bucket | 'allocated' | 'promised' | 'allowance' | 'version', number>>(
      'select * from balance where holder_id = $1 and batch_id = $2',
      [places[place]!.id, batchId],
    );

  return { sql, places, product, batch, at, line, movement, act, postAll, postSaid, stock, balance };
}
