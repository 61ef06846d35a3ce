// What a place should ask for: up to its maximum, less what it has, what is on its way and what it asked for already.
import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import type { Language } from '../kernel/problem.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';

/** Minimum and maximum of a place's product, in doses. */
export interface Threshold {
  placeId: string;
  productId: string;
  minimum: number;
  maximum: number;
}
/** Thresholds of places and products, from whoever keeps them. */
export type ThresholdsOf = (
  ctx: Context,
  places: readonly string[],
  products?: readonly string[],
) => Promise<Threshold[]>;

export const SuggestionView = z.object({
  place: z.string(),
  items: z.array(
    z.object({
      product: z.object({ id: z.uuid(), code: z.string(), name: z.string(), dosesPerVial: z.int() }),
      usable: z.int().meta({ description: 'Free doses of batches that may be used today' }),
      inbound: z.int().meta({ description: 'On their way to the place' }),
      ordered: z.int().meta({ description: 'Asked for or confirmed, not yet shipped' }),
      minimum: z.int().nullable(),
      maximum: z.int().nullable(),
      suggested: z.int().nullable().meta({
        description: 'maximum - usable - inbound - ordered, in whole vials; null without thresholds',
      }),
    }),
  ),
  note: z.string().nullable().meta({ description: 'Said when no thresholds are set' }),
});

interface Held {
  productId: string;
  usable: number;
  inbound: number;
  ordered: number;
}

const HELD = /* sql */ `
  select product_id as "productId", sum(usable)::int as usable, sum(inbound)::int as inbound, sum(ordered)::int as ordered
  from (
    select b.product_id, b.available as usable, 0 as inbound, 0 as ordered
    from balance b join batch t on t.id = b.batch_id
    where b.holder_id = $1 and t.status = 'released' and t.expiry >= $2::date
    union all
    select b.product_id, 0, b.in_transit, 0
    from transit t join balance b on b.holder_id = t.holder_id where t.to_id = $1 and b.in_transit > 0
    union all
    select l.product_id, 0, 0, greatest(coalesce(l.confirmed, l.asked) - coalesce((
      select sum(sl.doses) from shipment s join shipment_line sl on sl.shipment_id = s.id
        join batch x on x.id = sl.batch_id and x.product_id = l.product_id
      where s.order_id = o.id and s.status in ('in_transit', 'received', 'received_with_discrepancy')), 0), 0)
    from supply_order o join order_line l on l.order_id = o.id
    where o.to_id = $1 and o.status in ('pending', 'confirmed', 'allocated', 'shipped') and o.closed_at is null
      and o.kind <> 'return'
  ) x group by product_id`;

/** Doses that fill a gap, in whole vials. */
export function wholeVials(doses: number, dosesPerVial: number): number {
  return Math.ceil(Math.max(doses, 0) / dosesPerVial) * dosesPerVial;
}

const NONE = {
  id: 'Batas minimum dan maksimum belum ditetapkan untuk tempat ini; isi jumlahnya sendiri.',
  en: 'No thresholds are set for this place; enter the doses yourself.',
};

/** The suggestion for one place: products with thresholds, and those it holds or awaits. */
export async function suggestOrder(
  ctx: Context,
  rooms: { catalogue: Catalogue; thresholdsOf: ThresholdsOf },
  place: Place,
  language: Language,
): Promise<z.infer<typeof SuggestionView>> {
  const thresholds = await rooms.thresholdsOf(ctx, [place.id]);
  const held = await ctx.tx.rows<Held>(HELD, [place.id, localDay(ctx.now, place.timeZone)]);
  const limits = new Map(thresholds.map((threshold) => [threshold.productId, threshold]));
  const amounts = new Map(held.map((one) => [one.productId, one]));
  const items = rooms.catalogue
    .products()
    .filter(({ id }) => limits.has(id) || amounts.has(id))
    .map(({ id, code, name, dosesPerVial }) => {
      const { usable, inbound, ordered } = amounts.get(id) ?? { usable: 0, inbound: 0, ordered: 0 };
      const limit = limits.get(id);
      const suggested = limit && wholeVials(limit.maximum - usable - inbound - ordered, dosesPerVial);
      return {
        product: { id, code, name, dosesPerVial },
        usable,
        inbound,
        ordered,
        minimum: limit?.minimum ?? null,
        maximum: limit?.maximum ?? null,
        suggested: suggested ?? null,
      };
    });
  return { place: place.code, items, note: thresholds.length === 0 ? NONE[language] : null };
}
