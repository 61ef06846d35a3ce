// One delivery order: its lines and packages with what became of each, its shipment, and how often it was said anew.
import { Alert } from '@mantine/core';
import { IconFilePlus, IconPencil } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { Badge } from '../../shared/parts/badge.tsx';
import { ButtonLink, TextLink } from '../../shared/parts/link.tsx';
import { Moment } from '../../shared/parts/moment.tsx';
import { Card, Facts, Page, Section } from '../../shared/parts/page.tsx';
import { Failed, Waiting } from '../../shared/parts/states.tsx';
import { Timeline } from '../../shared/parts/timeline.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { ShipmentBadge } from '../shipments/status-badge.tsx';
import { pathOf, type Amendment, type Delivery } from './delivery.ts';
import { DeliveryLines, DeliveryPackages } from './delivery-tables.tsx';

export default function DeliveryPage() {
  const t = useT();
  const { number: format } = useFormat();
  const { number = '' } = useParams({ strict: false });
  const read = useRead<Delivery>(pathOf(number));
  const back = { to: '/deliveries', label: t('deliveries.back') };
  const found = read.data;
  if (!found) {
    return (
      <Page title={number} back={back}>
        {read.error ? <Failed error={read.error} retry={() => void read.refetch()} /> : <Waiting />}
      </Page>
    );
  }
  const { shipment, rejected, to } = found;
  return (
    <Page
      title={found.number}
      badge={
        rejected > 0 ? (
          <Badge tone="red">
            {t('deliveries.waiting', { count: rejected, formatted: format(rejected) })}
          </Badge>
        ) : (
          <Badge tone="green">{t('deliveries.allGood')}</Badge>
        )
      }
      text={`${to.name} (${to.code})`}
      back={back}
      actions={
        shipment && <ButtonLink to={`/shipments/${shipment.id}`}>{t('deliveries.openShipment')}</ButtonLink>
      }
    >
      {rejected > 0 && (
        <Alert color="red" py="sm">
          {t('deliveries.rejectedText')}
        </Alert>
      )}
      <Card>
        <Facts
          items={[
            [
              t('deliveries.shipment'),
              shipment ? (
                <span key="shipment">
                  <TextLink to={`/shipments/${shipment.id}`}>{shipment.code}</TextLink>{' '}
                  <ShipmentBadge status={shipment.status} />
                </span>
              ) : (
                t('deliveries.noShipment')
              ),
            ],
            [t('deliveries.revision'), format(found.revision)],
            [t('deliveries.updated'), <Moment key="updated" at={found.updatedAt} />],
            [t('common.note'), found.note],
          ]}
        />
      </Card>
      <Section title={t('deliveries.lines')}>
        <DeliveryLines lines={found.lines} />
      </Section>
      {found.packages.length > 0 && (
        <Section title={t('deliveries.packages')}>
          <DeliveryPackages delivery={found} />
        </Section>
      )}
      <Section title={t('deliveries.history')}>
        <Card>
          <History steps={found.history} />
        </Card>
      </Section>
    </Page>
  );
}

function History({ steps }: { steps: readonly Amendment[] }) {
  const t = useT();
  const { number } = useFormat();
  return (
    <Timeline
      events={steps.map(({ at, kind, by, lines, rejected, changes }) => ({
        key: at,
        title: t(`deliveries.steps.${kind}`),
        icon: kind === 'created' ? IconFilePlus : IconPencil,
        at,
        by,
        color: rejected > 0 ? 'orange' : undefined,
        text: (
          <>
            <div>{t('deliveries.step', { lines: number(lines), rejected: number(rejected) })}</div>
            {changes.map(({ line, before, after }) => (
              <div key={line}>{t('deliveries.change', { line, before, after })}</div>
            ))}
          </>
        ),
      }))}
    />
  );
}
