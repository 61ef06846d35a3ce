// Facts are recorded even where the doses they take stood in a box: the box is then no longer whole. This follower opens
// the boxes of a place that hold more of a batch than the place has, the smallest first.
import type { Context } from '../../kernel/context.ts';
import type { Follower } from '../../kernel/follower.ts';
import { record } from '../../kernel/journal.ts';
import { lockBalances } from '../../ledger/lock.ts';
import { endPackages, findContents, lockPackages, settlePallets } from './package.ts';

interface Short {
  placeId: string;
  batchId: string;
}

/** The touched (place, batch) pairs whose boxes hold more than the place has. */
export function findShort(ctx: Context, touched: readonly (readonly [holder: string, batch: string])[]) {
  return ctx.tx.rows<Short>(
    /* sql */ `
    select t.holder as "placeId", t.batch as "batchId"
    from (select distinct * from unnest($1::uuid[], $2::uuid[]) u(holder, batch)) t
    cross join lateral (
      select sum(c.doses) as doses from package p join package_content c on c.package_id = p.id
      where p.place_id = t.holder and c.batch_id = t.batch
    ) packed
    left join balance b on b.holder_id = t.holder and b.batch_id = t.batch
    where packed.doses > coalesce(b.available + b.quarantined, 0) order by 1, 2`,
    [touched.map(([holder]) => holder), touched.map(([, batch]) => batch)],
  );
}

async function openShort(ctx: Context, { placeId, batchId }: Short, place: string): Promise<void> {
  const { boxes } = await ctx.tx.one<{ boxes: string[] }>(
    /* sql */ `select coalesce(array_agg(p.sscc::text order by p.sscc), '{}') as boxes
      from package p join package_content c on c.package_id = p.id where p.place_id = $1 and c.batch_id = $2`,
    [placeId, batchId],
  );
  const { named } = await lockPackages(ctx, boxes);
  const [balance] = await lockBalances(ctx, placeId, [batchId]);
  const there = named.filter((box) => box.placeId === placeId && box.endedAt === null);
  const contents = await findContents(
    ctx,
    there.map(({ id }) => id),
  );
  const held = contents.filter((content) => content.batchId === batchId).sort((a, b) => a.doses - b.doses);
  let over = held.reduce((sum, { doses }) => sum + doses, 0) - (balance?.onHand ?? 0);
  const opened = held.filter(({ doses }) => {
    if (over <= 0) return false;
    over -= doses;
    return true;
  });
  const ids = opened.map(({ packageId }) => packageId);
  const gone = there.filter(({ id }) => ids.includes(id));
  await endPackages(ctx, ids, 'short');
  await settlePallets(
    ctx,
    gone.flatMap(({ parentId }) => (parentId === null ? [] : [parentId])),
  );
  await record(
    ctx,
    gone.map(({ id, sscc }) => {
      const own = contents.filter(({ packageId }) => packageId === id);
      const told = own.map((content) => ({ batch: content.batchId, doses: content.doses }));
      const data = { sscc, place, contents: told };
      return { id: ctx.newId(), kind: 'package.short', placeId, documentId: id, data };
    }),
  );
}

/** Opens what the book no longer carries. `codeOf` names a place. */
export function packageFollower(codeOf: (placeId: string) => string): Follower {
  return {
    name: 'packages',
    async handle(ctx, rows) {
      const touched = rows.flatMap(({ touched }) =>
        touched.flatMap((holder, index) => (index % 2 === 0 ? [[holder, touched[index + 1]!] as const] : [])),
      );
      if (touched.length === 0) return;
      for (const short of await findShort(ctx, touched)) await openShort(ctx, short, codeOf(short.placeId));
    },
  };
}
