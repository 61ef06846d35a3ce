// What has just happened below one's place: shipments and alerts, newest first.
import { Text } from '@mantine/core';
import { IconAlertTriangle, IconPackage, IconPackageImport, IconTruck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api.ts';
import type { AlertNews, PlaceRef, ShipmentNews } from '../../shared/contract.ts';
import { alertName, shipmentStatusName } from '../../shared/names.ts';
import { useWatched } from '../../shared/watched.ts';
import { useSeat } from '../desk-provider.tsx';
import classes from './activity-list.module.css';
import { useFormat, useT } from '../../shared/speech.tsx';

export function ActivityList() {
  const t = useT();
  const { desk } = useSeat();
  const happenings = useWatched(desk.happenings);
  if (!happenings.length) {
    return (
      <Text size="sm" c="dimmed">
        {t('activity.empty')}
      </Text>
    );
  }
  return (
    <ol className={classes.list}>
      {happenings.map((happening) =>
        'shipment' in happening ? (
          <ShipmentItem key={`s${happening.shipment.seq}`} at={happening.at} shipment={happening.shipment} />
        ) : (
          <AlertItem key={`a${happening.alert.seq}`} {...happening} />
        ),
      )}
    </ol>
  );
}

/** News that asks nothing of anybody. */
const quiet = new Set(['task.acknowledged', 'task.closed', 'task.snoozed']);

const icons: Record<string, typeof IconTruck> = {
  in_transit: IconTruck,
  received: IconPackageImport,
  received_with_discrepancy: IconPackageImport,
};

function ShipmentItem({ at, shipment }: { at: number; shipment: ShipmentNews }) {
  const t = useT();
  const { moment } = useFormat();
  const status = shipment.status ?? 'draft';
  const Icon = icons[status] ?? IconPackage;
  return (
    <li className={classes.item} data-kind={status}>
      <Icon size={18} stroke={1.7} className={classes.icon} aria-hidden />
      <div className={classes.text}>
        <span className={classes.head}>
          <strong>{shipmentStatusName(t, status)}</strong>
          <time className={classes.time}>{moment(at)}</time>
        </span>
        <span>
          <PlaceName code={shipment.from} /> → <PlaceName code={shipment.to} />
        </span>
        {shipment.code && <span className={classes.code}>{shipment.code}</span>}
      </div>
    </li>
  );
}

function AlertItem({ at, alert, count }: { at: number; alert: AlertNews; count: number }) {
  const t = useT();
  const { moment, number } = useFormat();
  const { desk } = useSeat();
  const batch = alert.batch ? desk.book.batch(alert.batch) : undefined;
  return (
    <li className={classes.item} data-kind={quiet.has(alert.kind) ? 'quiet' : 'alert'}>
      <IconAlertTriangle size={18} stroke={1.7} className={classes.icon} aria-hidden />
      <div className={classes.text}>
        <span className={classes.head}>
          <strong>
            {alertName(t, alert)}
            {count > 1 && ` (${number(count)}×)`}
          </strong>
          <time className={classes.time}>{moment(at)}</time>
        </span>
        {batch ? (
          <span>
            {batch.product.name} · {batch.lot}
          </span>
        ) : (
          alert.lot && <span>{alert.lot}</span>
        )}
        {alert.reason && <span>{alert.reason}</span>}
        {alert.place && <PlaceName code={alert.place} />}
      </div>
    </li>
  );
}

/** A sender may lie outside what the stock table knows, so its name is asked for; one out of sight keeps its code. */
function PlaceName({ code }: { code: string }) {
  const { desk } = useSeat();
  const known = desk.book.place(code);
  const { data } = useQuery({
    queryKey: ['place', code],
    queryFn: ({ signal }) => api<PlaceRef>(`/api/v1/places/${encodeURIComponent(code)}`, { signal }),
    enabled: !known,
    staleTime: Infinity,
    retryOnMount: false,
  });
  return <span>{(known ?? data)?.name ?? code}</span>;
}
