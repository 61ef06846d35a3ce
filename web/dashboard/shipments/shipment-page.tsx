// One shipment: what is in it, how far it came, what may be done with it now.
import {
  IconArrowBackUp,
  IconCircleX,
  IconFilePlus,
  IconPackageImport,
  IconTruckDelivery,
} from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { LabelPicture } from '../../shared/parts/label-picture.tsx';
import { TextLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { DayOf } from '../../shared/parts/moment.tsx';
import { BatchStatusBadge } from '../../shared/parts/badge.tsx';
import { Card, Facts, Page, Section } from '../../shared/parts/page.tsx';
import { useReasonName } from '../../shared/parts/pickers.tsx';
import { Failed, Waiting } from '../../shared/parts/states.tsx';
import { Timeline, type Event } from '../../shared/parts/timeline.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { ShipmentActs } from './acts.tsx';
import { dosesOf, pathOf, type Shipment, type ShipmentLine } from './shipment.ts';
import { ShipmentBadge } from './status-badge.tsx';

export default function ShipmentPage() {
  const t = useT();
  const { id = '' } = useParams({ strict: false });
  const read = useRead<Shipment>(pathOf(id));
  const back = { to: '/shipments', label: t('shipments.back') };
  const shipment = read.data;
  if (!shipment) {
    return (
      <Page title={t('shipments.title')} back={back}>
        {read.error ? <Failed error={read.error} retry={() => void read.refetch()} /> : <Waiting />}
      </Page>
    );
  }
  return (
    <Page
      title={shipment.code}
      badge={<ShipmentBadge status={shipment.status} />}
      text={`${shipment.from.name} → ${shipment.to.name}`}
      back={back}
      actions={<ShipmentActs shipment={shipment} />}
    >
      <Card>
        <Facts
          items={[
            [t('shipments.sender'), `${shipment.from.name} (${shipment.from.code})`],
            [t('shipments.receiver'), `${shipment.to.name} (${shipment.to.code})`],
            [t('common.note'), shipment.note],
            [t('shipments.reason'), shipment.reason],
          ]}
        />
      </Card>
      <Section title={t('shipments.lines')}>
        <Lines shipment={shipment} />
      </Section>
      <Section title={t('shipments.history')}>
        <Card>
          <Timeline events={useEvents(shipment)} />
        </Card>
      </Section>
      <Section title={t('shipments.package')}>
        <Card>
          <LabelPicture
            path={`/api/v1/labels/package/${shipment.sscc}`}
            name={`${t('shipments.sscc')} ${shipment.sscc}`}
          />
        </Card>
      </Section>
    </Page>
  );
}

function Lines({ shipment }: { shipment: Shipment }) {
  const t = useT();
  const { number } = useFormat();
  const reasonName = useReasonName();
  const answered = shipment.status === 'received' || shipment.status === 'received_with_discrepancy';
  const amount = (doses: number | null) => (doses === null ? '–' : number(doses));
  const rejected = (line: ShipmentLine) =>
    line.rejected.length === 0
      ? '0'
      : line.rejected
          .map(({ reason, doses }) => `${number(doses)} ${reasonName(reason).toLowerCase()}`)
          .join(', ');
  const columns: Column<ShipmentLine>[] = [
    {
      key: 'product',
      title: t('common.product'),
      render: ({ batch }) => batch.product.name,
      phone: 'title',
    },
    {
      key: 'lot',
      title: t('common.lot'),
      render: ({ batch }) => <TextLink to={`/batches/${batch.id}`}>{batch.lot}</TextLink>,
    },
    { key: 'expiry', title: t('common.expiry'), render: ({ batch }) => <DayOf date={batch.expiry} /> },
    {
      key: 'status',
      title: t('common.status'),
      render: ({ batch }) => <BatchStatusBadge status={batch.status} />,
      phone: 'badge',
    },
    { key: 'doses', title: t('shipments.shipped'), render: ({ doses }) => number(doses), numeric: true },
  ];
  if (answered) {
    columns.push(
      {
        key: 'accepted',
        title: t('shipments.accepted'),
        render: ({ accepted }) => amount(accepted),
        numeric: true,
      },
      { key: 'rejected', title: t('shipments.rejected'), render: rejected, numeric: true },
      {
        key: 'missing',
        title: t('shipments.missing'),
        render: ({ missing }) => amount(missing),
        numeric: true,
      },
    );
    if (shipment.lines.some(({ surplus }) => surplus))
      columns.push({
        key: 'surplus',
        title: t('shipments.surplus'),
        render: ({ surplus }) => amount(surplus),
        numeric: true,
      });
  }
  return (
    <ListTable
      label={t('shipments.lines')}
      read={{ items: shipment.lines }}
      columns={columns}
      rowKey={({ line }) => String(line)}
      empty={null}
    />
  );
}

function useEvents(shipment: Shipment): Event[] {
  const t = useT();
  const { number } = useFormat();
  const { status } = shipment;
  const events: Event[] = [
    {
      key: 'created',
      title: t('shipments.steps.created'),
      at: shipment.createdAt,
      icon: IconFilePlus,
      text: t('shipments.total', { formatted: number(dosesOf(shipment)) }),
    },
  ];
  if (status === 'cancelled') {
    const at = shipment.createdAt;
    return [
      ...events,
      {
        key: 'cancelled',
        title: t('shipments.steps.cancelled'),
        at,
        icon: IconCircleX,
        text: shipment.reason,
      },
    ];
  }
  events.push({
    key: 'dispatched',
    title: t('shipments.steps.dispatched'),
    at: shipment.dispatchedAt,
    icon: IconTruckDelivery,
  });
  if (status === 'returned')
    events.push({
      key: 'returned',
      title: t('shipments.steps.returned'),
      at: shipment.returnedAt,
      icon: IconArrowBackUp,
      text: shipment.reason,
    });
  else
    events.push({
      key: 'received',
      title: t(
        `shipments.steps.${status === 'received' || status === 'received_with_discrepancy' ? status : 'awaiting'}`,
      ),
      at: shipment.receivedAt,
      icon: IconPackageImport,
      color: status === 'received_with_discrepancy' ? 'orange' : undefined,
    });
  return events;
}
