// One batch: where its doses are now, who holds it, how it went, who has acknowledged that it is held back.
import { useParams } from '@tanstack/react-router';
import { BatchStatusBadge } from '../../shared/parts/badge.tsx';
import { LabelPicture } from '../../shared/parts/label-picture.tsx';
import { TextLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { DayOf, Moment } from '../../shared/parts/moment.tsx';
import { Card, Facts, Page, Section } from '../../shared/parts/page.tsx';
import { Failed, Waiting } from '../../shared/parts/states.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { Acknowledged } from './acknowledged.tsx';
import { totalNames, type Holder, type Trace } from './batch.ts';
import { Journey } from './journey.tsx';
import { StatusActs } from './status-acts.tsx';

export default function BatchPage() {
  const t = useT();
  const { id = '' } = useParams({ strict: false });
  const read = useRead<Trace>(`/api/v1/batches/${encodeURIComponent(id)}/trace`);
  const back = { to: '/batches', label: t('batches.back') };
  const trace = read.data;
  if (!trace) {
    return (
      <Page title={t('batches.title')} back={back}>
        {read.error ? <Failed error={read.error} retry={() => void read.refetch()} /> : <Waiting />}
      </Page>
    );
  }
  const { batch, totals, holders, journey } = trace;
  return (
    <Page
      title={`${batch.product.name} ${batch.lot}`}
      badge={<BatchStatusBadge status={batch.status} />}
      back={back}
      actions={<StatusActs batch={batch} />}
    >
      <Card>
        <Facts
          items={[
            [t('common.expiry'), <DayOf key="expiry" date={batch.expiry} />],
            [
              t('batches.manufacturedOn'),
              batch.manufacturedOn && <DayOf key="made" date={batch.manufacturedOn} />,
            ],
            [t('batches.registered'), <Moment key="at" at={batch.registeredAt} />],
            [t('batches.gtin'), batch.product.gtin],
            [t('batches.statusReason'), batch.statusReason],
          ]}
        />
      </Card>
      <Section title={t('batches.totals')}>
        <Totals totals={totals} />
      </Section>
      <Acknowledged batch={batch.id} />
      <Section title={t('batches.holders')}>
        <Holders holders={holders} batch={batch.id} />
      </Section>
      <Section title={t('batches.journey')}>
        <Journey steps={journey} />
      </Section>
      <Section title={t('batches.label')}>
        <Card>
          <LabelPicture
            path={`/api/v1/labels/batch/${batch.id}`}
            name={`${batch.product.name} ${batch.lot}`}
          />
        </Card>
      </Section>
    </Page>
  );
}

function Totals({ totals }: { totals: Trace['totals'] }) {
  const t = useT();
  const { number } = useFormat();
  const shown = totalNames.filter((name) => totals[name] !== 0 || name === 'available');
  return (
    <Card>
      <Facts
        items={[
          [t('batches.manufactured'), <strong key="all">{number(totals.manufactured)}</strong>],
          ...shown.map((name) => [t(`batches.totalNames.${name}`), number(totals[name])] as const),
        ]}
      />
      <p style={{ margin: '12px 0 0', fontSize: 13.5, color: 'var(--ink-soft)' }}>{t('batches.adds')}</p>
    </Card>
  );
}

function Holders({ holders, batch }: { holders: readonly Holder[]; batch: string }) {
  const t = useT();
  const { number } = useFormat();
  const name = ({ place, shipment }: Holder) => {
    if (place) return <TextLink to={`/stock/${place.code}/${batch}`}>{place.name}</TextLink>;
    if (!shipment) return t('batches.elsewhere');
    const text = t('batches.onTheWay', { from: shipment.from.name, to: shipment.to.name });
    return <TextLink to={`/shipments/${shipment.id}`}>{text}</TextLink>;
  };
  const columns: Column<Holder>[] = [
    { key: 'name', title: t('common.place'), render: name, phone: 'title' },
    ...(['available', 'quarantined', 'inTransit'] as const).map((figure) => ({
      key: figure,
      title: t(`batches.totalNames.${figure}`),
      render: (holder: Holder) => number(holder[figure]),
      numeric: true,
    })),
  ];
  return (
    <ListTable
      label={t('batches.holders')}
      read={{ items: holders }}
      columns={columns}
      rowKey={({ place, shipment }) => place?.code ?? shipment?.id ?? 'elsewhere'}
      empty={<p>{t('batches.holdersEmpty')}</p>}
    />
  );
}
