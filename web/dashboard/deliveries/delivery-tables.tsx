// The lines and the packages of a delivery order, each accepted or rejected with the reason.
import { Badge } from '../../shared/parts/badge.tsx';
import { TextLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { DayOf } from '../../shared/parts/moment.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import type { Delivery, DeliveryLine, DeliveryPackage } from './delivery.ts';

function Verdict({ rejection }: Pick<DeliveryLine, 'rejection'>) {
  const t = useT();
  return rejection ? (
    <Badge tone="red">{t('deliveries.isRejected')}</Badge>
  ) : (
    <Badge tone="green">{t('deliveries.isAccepted')}</Badge>
  );
}

/** A day as it was said; what is no day is shown as it came. */
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

export function DeliveryLines({ lines }: { lines: readonly DeliveryLine[] }) {
  const t = useT();
  const { number } = useFormat();
  const columns: Column<DeliveryLine>[] = [
    {
      key: 'lot',
      title: t('common.lot'),
      render: ({ batch, lot }) => (batch ? <TextLink to={`/batches/${batch}`}>{lot}</TextLink> : lot),
      phone: 'title',
    },
    { key: 'gtin', title: t('deliveries.gtin'), render: ({ gtin }) => gtin, unbroken: true },
    {
      key: 'expiry',
      title: t('common.expiry'),
      render: ({ expiry }) => (isDay(expiry) ? <DayOf date={expiry} /> : expiry),
    },
    { key: 'doses', title: t('common.doses'), render: ({ doses }) => number(doses), numeric: true },
    {
      key: 'status',
      title: t('common.status'),
      render: (line) => <Verdict rejection={line.rejection} />,
      phone: 'badge',
    },
    {
      key: 'why',
      title: t('deliveries.why'),
      render: ({ rejection }) => rejection?.message,
      phone: 'text',
    },
  ];
  return (
    <ListTable
      label={t('deliveries.lines')}
      read={{ items: lines }}
      columns={columns}
      rowKey={({ line }) => String(line)}
      empty={null}
    />
  );
}

export function DeliveryPackages({ delivery }: { delivery: Delivery }) {
  const t = useT();
  const { number } = useFormat();
  const left = delivery.shipment !== null && !['draft', 'cancelled'].includes(delivery.shipment.status);
  const numberOf = (sscc: string) => (left ? <TextLink to={`/packages/${sscc}`}>{sscc}</TextLink> : sscc);
  const lotOf = (line: number) => delivery.lines[line - 1]?.lot ?? `${line}`;
  const columns: Column<DeliveryPackage>[] = [
    {
      key: 'sscc',
      title: t('packages.sscc'),
      render: ({ sscc }) => numberOf(sscc),
      phone: 'title',
      unbroken: true,
    },
    {
      key: 'pallet',
      title: t('packages.onPallet'),
      render: ({ pallet }) => (pallet ? numberOf(pallet) : '–'),
      unbroken: true,
    },
    {
      key: 'contents',
      title: t('packages.contents'),
      render: ({ contents }) =>
        contents.map(({ line, doses }) => `${lotOf(line)}: ${number(doses)}`).join(', '),
    },
    {
      key: 'status',
      title: t('common.status'),
      render: (one) => <Verdict rejection={one.rejection} />,
      phone: 'badge',
    },
    {
      key: 'why',
      title: t('deliveries.why'),
      render: ({ rejection }) => rejection?.message,
      phone: 'text',
    },
  ];
  return (
    <ListTable
      label={t('deliveries.packages')}
      read={{ items: delivery.packages }}
      columns={columns}
      rowKey={({ sscc }) => sscc}
      empty={null}
    />
  );
}
