// One shipment: what is in it, how far it came, what may be done with it now.
import {
  IconArrowBackUp,
  IconCircleX,
  IconFilePlus,
  IconPackageImport,
  IconTruckDelivery,
} from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { officerRoles, stockRoles } from '../../shared/area.ts';
import { Attachments } from '../../shared/parts/attachments.tsx';
import { DocumentButton } from '../../shared/parts/document-button.tsx';
import { LabelPicture } from '../../shared/parts/label-picture.tsx';
import { TextLink } from '../../shared/parts/link.tsx';
import { Card, Facts, Page, Section } from '../../shared/parts/page.tsx';
import { Failed, Waiting } from '../../shared/parts/states.tsx';
import { Timeline, type Event } from '../../shared/parts/timeline.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { ShipmentActs } from './acts.tsx';
import { ArrivalSection } from './arrival-section.tsx';
import { dosesOf, pathOf, type Shipment } from './shipment.ts';
import { ShipmentLines } from './shipment-lines.tsx';
import { ShipmentBadge } from './status-badge.tsx';

const staffRoles: readonly string[] = [...stockRoles, ...officerRoles];

export default function ShipmentPage() {
  const t = useT();
  const { id = '' } = useParams({ strict: false });
  const { user } = useSeat();
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
      actions={
        <>
          <ShipmentActs shipment={shipment} />
          <DocumentButton path={`/api/v1/documents/sbbk/${shipment.id}`} paper="sbbk" />
          {shipment.receivedAt && (
            <DocumentButton path={`/api/v1/documents/arrival-report/${shipment.id}`} paper="arrival" />
          )}
        </>
      }
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
        <ShipmentLines shipment={shipment} />
      </Section>
      {shipment.packages.length > 0 && <Packages shipment={shipment} />}
      {shipment.receivedAt && <ArrivalSection shipment={shipment} />}
      <Attachments
        document={shipment.id}
        canAdd={staffRoles.includes(user.role)}
        lineName={(line) => {
          const found = shipment.lines.find((one) => one.line === line)?.batch;
          return found && `${found.product.name} ${found.lot}`;
        }}
      />
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

/** The boxes and pallets that it was put together from. */
function Packages({ shipment }: { shipment: Shipment }) {
  const t = useT();
  return (
    <Section title={t('shipments.packages')}>
      <Card>
        <ul style={{ margin: 0, paddingLeft: 18 }}>
          {shipment.packages.map(({ sscc, kind }) => (
            <li key={sscc}>
              {t(`packages.kinds.${kind}`)} <TextLink to={`/packages/${sscc}`}>{sscc}</TextLink>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
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
