// Which doses are kept for which activity, at a place or at all below it.
import type { Context } from '../kernel/context.ts';
import type { Place } from '../places/directory.ts';

export interface EarmarkFound {
  activityId: string;
  activityCode: string;
  nameId: string;
  nameEn: string;
  placeId: string;
  placeCode: string;
  batchId: string;
  lot: string;
  expiry: string;
  productId: string;
  doses: number;
  updatedAt: Date;
}

export interface EarmarkQuery {
  place: Place;
  deep: boolean;
  activity?: string;
  product?: string;
  batch?: string;
  /** Place's code, activity's code and batch of the last one seen. */
  after?: readonly [place: string, activity: string, batch: string];
  limit: number;
}

/** A page of earmarks by place, activity and batch. */
export function findEarmarks(ctx: Context, query: EarmarkQuery): Promise<EarmarkFound[]> {
  return ctx.tx.rows<EarmarkFound>(
    /* sql */ `
    select e.activity_id as "activityId", a.code as "activityCode", a.name_id as "nameId", a.name_en as "nameEn",
      e.place_id as "placeId", p.code as "placeCode", e.batch_id as "batchId", t.lot, t.expiry,
      t.product_id as "productId", e.doses, e.updated_at as "updatedAt"
    from earmark e join activity a on a.id = e.activity_id join place p on p.id = e.place_id
      join batch t on t.id = e.batch_id
    where (p.id = $1 or ($2 and starts_with(p.path, $3))) and ($4::uuid is null or e.activity_id = $4)
      and ($5::uuid is null or t.product_id = $5) and ($6::uuid is null or e.batch_id = $6)
      and ($7::text is null or (p.code, a.code, e.batch_id) > ($7::text, $8::text, $9::uuid))
    order by p.code, a.code, e.batch_id limit $10`,
    [
      query.place.id,
      query.deep,
      query.place.path,
      query.activity ?? null,
      query.product ?? null,
      query.batch ?? null,
      ...(query.after ?? [null, null, null]),
      query.limit,
    ],
  );
}
