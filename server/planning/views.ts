// Activities, earmarks and needs as callers see them.
import { z } from 'zod';
import { Day, iso, Moment } from '../kernel/shapes.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Directory } from '../places/directory.ts';
import { ACTIVITY_KINDS, type Activity } from './activity.ts';

export const PlaceView = z.object({ code: z.string(), name: z.string(), level: z.string() });
export const ProductView = z.object({ id: z.uuid(), code: z.string(), name: z.string() });

export const ActivityView = z.object({
  id: z.uuid(),
  code: z.string(),
  kind: z.enum(ACTIVITY_KINDS),
  name: z.object({ id: z.string(), en: z.string() }),
  place: PlaceView.meta({ description: 'It is carried out at this place and below it' }),
  startsOn: Day,
  endsOn: Day,
  closedAt: Moment.nullable(),
  products: z.array(ProductView).meta({ description: 'The vaccines that it uses; none: any' }),
});

export const EarmarkView = z.object({
  activity: z.object({ id: z.uuid(), code: z.string(), name: z.object({ id: z.string(), en: z.string() }) }),
  place: PlaceView,
  batch: z.object({ id: z.uuid(), lot: z.string(), expiry: Day, product: ProductView }),
  doses: z.int().meta({ description: 'Kept for the activity; part of the reserved doses of the balance' }),
  updatedAt: Moment,
});

export const UseView = z.object({
  group: z.string().meta({ description: 'Code of a place, a month YYYY-MM, or nothing' }),
  place: PlaceView.nullable().meta({ description: 'The place of the group, where the report goes by place' }),
  product: z.object({ code: z.string(), name: z.string() }),
  earmarked: z.int().meta({ description: 'Kept now, in doses; 0 where the report goes by month' }),
  allocated: z
    .int()
    .meta({ description: 'Set aside now for orders of the activity, at their sender; 0 by month' }),
  inTransit: z.int().meta({ description: 'On their way to the place for the activity now; 0 by month' }),
  received: z.int().meta({ description: 'Accepted from shipments for the activity' }),
  given: z.int().meta({ description: 'Given for the activity, in doses; reversed ones left out' }),
  fromEarmark: z.int().meta({ description: 'Of these, drawn from what was kept' }),
  wasted: z.int().meta({ description: 'Left over in vials that were opened for the activity' }),
});

/** A place as planning names it. */
export function placeView(directory: Directory, id: string): z.infer<typeof PlaceView> {
  const { code, name, level } = directory.get(id);
  return { code, name, level };
}

/** A product as planning names it. */
export function productView(catalogue: Catalogue, productId: string): z.infer<typeof ProductView> {
  const product = catalogue.product(productId);
  if (!product) throw new Error(`There is no product ${productId}`);
  const { id, code, name } = product;
  return { id, code, name };
}

/** An activity as callers see it. */
export function activityView(
  doors: { directory: Directory; catalogue: Catalogue },
  activity: Activity,
): z.infer<typeof ActivityView> {
  const { id, code, kind, startsOn, endsOn, closedAt } = activity;
  return {
    id,
    code,
    kind,
    startsOn,
    endsOn,
    name: { id: activity.nameId, en: activity.nameEn },
    place: placeView(doors.directory, activity.placeId),
    closedAt: closedAt && iso(closedAt),
    products: activity.products.map((product) => productView(doors.catalogue, product)),
  };
}
