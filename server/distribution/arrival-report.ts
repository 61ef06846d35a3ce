// The vaccine arrival report (Laporan Penerimaan Vaksin) of a shipment: what was sent, how it came, who received it.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { Moment } from '../kernel/shapes.ts';
import type { Directory } from '../places/directory.ts';
import { Arrival } from './arrival.ts';
import { distributionProblems } from './problems.ts';
import { getShipmentFound, shipmentView, ShipmentView } from './views.ts';

const LoggerView = z.looseObject({
  serial: z.string(),
  minCelsius: z.number().optional(),
  maxCelsius: z.number().optional(),
  alarm: z.boolean(),
  remark: z.string().optional(),
});

const ArrivalView = z.object({
  ...Arrival.shape,
  loggers: z.array(LoggerView).optional(),
});

export const ArrivalReport = z.object({
  number: z.string().meta({ description: 'VAR-<number of the shipment>' }),
  shipment: ShipmentView,
  receivedAt: Moment,
  receivedBy: z.string().nullable().meta({ description: 'Name of whoever recorded the receipt' }),
  hoursOnTheWay: z.number().meta({ description: 'From dispatch to receipt' }),
  packages: z
    .array(
      z.object({
        sscc: z.string(),
        kind: z.enum(['box', 'pallet']),
        onPallet: z.boolean(),
        arrived: z.boolean().meta({ description: 'Whether anything of it reached the receiver' }),
      }),
    )
    .meta({ description: 'Boxes and pallets that were sent' }),
  arrival: ArrivalView,
  totals: z.object({
    shipped: z.int(),
    accepted: z.int(),
    rejected: z.int(),
    missing: z.int(),
    surplus: z.int(),
  }),
  worstVvm: z.enum(['A', 'B', 'C', 'D']).nullable(),
  temperatureAlarm: z.boolean().nullable().meta({ description: 'Of any logger; null without loggers' }),
});

interface Noted {
  receivedBy: string;
  data: z.infer<typeof Arrival>;
}

interface SentPackage {
  sscc: string;
  kind: 'box' | 'pallet';
  onPallet: boolean;
  arrived: boolean;
}

/** @throws Problem shipment_not_received. */
export async function arrivalReport(
  ctx: Context,
  directory: Directory,
  shipmentId: string,
): Promise<z.input<typeof ArrivalReport>> {
  const found = await getShipmentFound(ctx, shipmentId);
  const { receivedAt, dispatchedAt } = found;
  if (!receivedAt || !dispatchedAt) {
    throw distributionProblems.shipment_not_received({ shipment: found.code, state: found.status });
  }
  const noted = await ctx.tx.maybe<Noted>(
    'select received_by_name as "receivedBy", data from shipment_arrival where shipment_id = $1',
    [shipmentId],
  );
  // What never arrived keeps the shipment as the last place where it was.
  const packages = await ctx.tx.rows<SentPackage>(
    /* sql */ `select p.sscc, p.kind, not k.top as "onPallet", p.shipment_id is distinct from k.shipment_id as arrived
      from shipment_package k join package p on p.id = k.package_id where k.shipment_id = $1 order by p.sscc`,
    [shipmentId],
  );
  const { lines } = found;
  const sum = (pick: (line: (typeof lines)[number]) => number) =>
    lines.reduce((total, line) => total + pick(line), 0);
  const stages = lines.flatMap(({ vvm }) => (vvm ? [vvm] : [])).sort();
  const loggers = noted?.data.loggers ?? [];
  return {
    number: `VAR-${found.code}`,
    shipment: shipmentView(directory, found),
    receivedAt: receivedAt.toISOString(),
    receivedBy: noted?.receivedBy ?? null,
    hoursOnTheWay: Math.round((receivedAt.getTime() - dispatchedAt.getTime()) / 36_000) / 100,
    packages,
    arrival: noted?.data ?? {},
    totals: {
      shipped: sum(({ doses }) => doses),
      accepted: sum(({ accepted }) => accepted ?? 0),
      rejected: sum(({ rejected }) => rejected.reduce((all, { doses }) => all + doses, 0)),
      missing: sum(({ missing }) => missing ?? 0),
      surplus: sum(({ surplus }) => surplus ?? 0),
    },
    worstVvm: stages.at(-1) ?? null,
    temperatureAlarm: loggers.length === 0 ? null : loggers.some(({ alarm }) => alarm),
  };
}
