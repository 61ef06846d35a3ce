// What the receiver noted of a shipment as a whole, besides the doses of each line: how it was cooled, what the loggers
// and indicators said, in which condition it came, which papers were with it.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';

const Note = z.string().trim().min(1).max(500);
const Celsius = z.number().min(-100).max(100).meta({ description: 'Degrees Celsius' });

const Logger = z
  .strictObject({
    serial: z.string().trim().min(1).max(64).meta({ description: 'Number of the temperature logger' }),
    minCelsius: Celsius.optional(),
    maxCelsius: Celsius.optional(),
    alarm: z.boolean().meta({ description: 'Whether it raised an alarm on the way' }),
    remark: Note.optional(),
  })
  .refine(({ minCelsius, maxCelsius }) => (minCelsius ?? -Infinity) <= (maxCelsius ?? Infinity), {
    path: ['minCelsius'],
    params: {
      code: 'celsius_range',
      message: { id: 'Suhu terendah melebihi tertinggi', en: 'The lowest is above the highest' },
    },
  });

export const Arrival = z.strictObject({
  coolant: z.enum(['none', 'dry_ice', 'ice_packs', 'cool_packs', 'refrigerated_vehicle', 'other']).optional(),
  loggers: z.array(Logger).max(20).optional(),
  freezeIndicator: z
    .enum(['ok', 'alarm', 'absent'])
    .optional()
    .meta({ description: 'Freeze indicators in the packages' }),
  condition: z
    .enum(['good', 'damaged', 'wet', 'opened'])
    .optional()
    .meta({ description: 'Of the packages from outside' }),
  labelled: z.boolean().optional().meta({ description: 'Whether each package carried its labels' }),
  documents: z
    .strictObject({
      packingList: z.boolean().optional(),
      releaseCertificate: z.boolean().optional(),
      goodsIssueNote: z.boolean().optional(),
    })
    .optional(),
  deliveredBy: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Who handed it over: a carrier, a driver' }),
  packages: z.int().min(0).max(100_000).optional().meta({ description: 'Packages counted on arrival' }),
  inspectedOn: z.iso.date().optional(),
  remarks: z.string().trim().min(1).max(2000).optional(),
});
export type Arrival = z.infer<typeof Arrival>;

/** Keeps who received a shipment and what they noted, in the transaction of the receipt. */
export async function keepArrival(ctx: Context, shipmentId: string, arrival: Arrival = {}): Promise<void> {
  await ctx.tx.run(
    'insert into shipment_arrival (shipment_id, received_by, received_by_name, data) values ($1, $2, $3, $4)',
    [shipmentId, ctx.actor.id, ctx.actor.name, JSON.stringify(arrival)],
  );
}
