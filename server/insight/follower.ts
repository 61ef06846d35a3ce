// Follows the journal and judges anew what a row touched: stock, expiry and shipments, each place and product once for
// many rows. What only the clock changes is judged by `watch.ts`.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import type { Follower } from '../kernel/follower.ts';
import type { JournalRow } from '../kernel/journal.ts';
import type { Directory } from '../places/directory.ts';
import { judgeExpiry } from './judge-expiry.ts';
import { judgeShipments } from './judge-shipments.ts';
import { judgeStock } from './judge-stock.ts';
import { closeExplained } from './judge-unexplained.ts';

type Pair = readonly [placeId: string, id: string];

/** The balances that these rows touched, each once. */
function touchedOf(rows: readonly JournalRow[]): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { touched } of rows) {
    for (let i = 0; i < touched.length; i += 2)
      pairs.set(`${touched[i]}/${touched[i + 1]}`, [touched[i]!, touched[i + 1]!]);
  }
  return [...pairs.values()];
}

/** From (holder, batch) to (place, product); what is on its way counts where it goes. */
function productsOf(ctx: Context, touched: readonly Pair[]): Promise<{ place: string; product: string }[]> {
  return ctx.tx.rows(
    /* sql */ `select distinct coalesce(t.to_id, p.id) as place, b.product_id as product
      from unnest($1::uuid[], $2::uuid[]) w(holder, batch) join batch b on b.id = w.batch
      left join transit t on t.holder_id = w.holder left join place p on p.id = w.holder
      where coalesce(t.to_id, p.id) is not null`,
    [touched.map(([holder]) => holder), touched.map(([, batch]) => batch)],
  );
}

function changedLimits(rows: readonly JournalRow[]): Pair[] {
  return rows.flatMap(({ kind, placeId, documentId }) =>
    kind === 'threshold.changed' && placeId && documentId ? [[placeId, documentId] as const] : [],
  );
}

/** The follower that opens and closes the alerts of what was touched. */
export function insightFollower(nouns: { directory: Directory; catalogue: Catalogue }): Follower {
  const { directory, catalogue } = nouns;
  return {
    name: 'insight',
    async handle(ctx, rows) {
      const touched = touchedOf(rows);
      const products = touched.length === 0 ? [] : await productsOf(ctx, touched);
      const pairs = [
        ...products.map(({ place, product }) => [place, product] as const),
        ...changedLimits(rows),
      ];
      if (pairs.length > 0) await judgeStock(ctx, catalogue, { pairs });
      for (const { kind, placeId, data } of rows) {
        const place = kind === 'thresholds.computed' && placeId ? directory.byId(placeId) : undefined;
        if (!place) continue;
        await judgeStock(ctx, catalogue, { path: place.path, alone: data.deep !== true });
      }
      const atPlaces = touched.filter(([holder]) => directory.byId(holder));
      if (atPlaces.length > 0) {
        await judgeExpiry(ctx, { pairs: atPlaces });
        await closeExplained(ctx, atPlaces);
      }
      const shipments = new Set(
        touched.map(([holder]) => holder).filter((holder) => !directory.byId(holder)),
      );
      for (const { kind, documentId } of rows)
        if (kind.startsWith('shipment.') && documentId) shipments.add(documentId);
      if (shipments.size > 0) await judgeShipments(ctx, [...shipments]);
    },
  };
}
