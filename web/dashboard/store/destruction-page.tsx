// One destruction: its official record, who saw it, what was destroyed, and the papers of it.
import { useParams } from '@tanstack/react-router';
import { officerRoles, stockRoles } from '../../shared/area.ts';
import { Attachments } from '../../shared/parts/attachments.tsx';
import { TextLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { DayOf, Moment } from '../../shared/parts/moment.tsx';
import { Card, Facts, Page, Section } from '../../shared/parts/page.tsx';
import { Failed, Waiting } from '../../shared/parts/states.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import type { Destruction } from './store.ts';

const staffRoles: readonly string[] = [...stockRoles, ...officerRoles];

export default function DestructionPage() {
  const t = useT();
  const { user } = useSeat();
  const { id = '' } = useParams({ strict: false });
  const read = useRead<Destruction>(`/api/v1/destructions/${encodeURIComponent(id)}`);
  const back = { to: '/destructions', label: t('store.destructionsTitle') };
  const found = read.data;
  if (!found) {
    return (
      <Page title={t('store.destructionsTitle')} back={back}>
        {read.error ? <Failed error={read.error} retry={() => void read.refetch()} /> : <Waiting />}
      </Page>
    );
  }
  const { place, method, witnesses } = found;
  return (
    <Page title={found.beritaAcara} text={`${place.name} (${place.code})`} back={back}>
      <Card>
        <Facts
          items={[
            [t('store.beritaAcara'), found.beritaAcara],
            [t('store.method'), t(`store.methods.${method}`)],
            [t('common.date'), <Moment key="at" at={found.occurredAt} timeZone={place.timeZone} />],
            [t('store.by'), found.recordedBy],
            [t('store.witnesses'), witnesses.map(({ name, position }) => `${name} (${position})`).join(', ')],
            [t('common.note'), found.note],
          ]}
        />
      </Card>
      <Section title={t('store.destroyedLines')}>
        <Lines lines={found.lines} />
      </Section>
      <Attachments document={found.id} canAdd={staffRoles.includes(user.role)} />
    </Page>
  );
}

function Lines({ lines }: { lines: Destruction['lines'] }) {
  const t = useT();
  const { number } = useFormat();
  const columns: Column<Destruction['lines'][number]>[] = [
    { key: 'product', title: t('common.product'), render: ({ batch }) => batch.product.name, phone: 'title' },
    {
      key: 'lot',
      title: t('common.lot'),
      render: ({ batch }) => <TextLink to={`/batches/${batch.id}`}>{batch.lot}</TextLink>,
    },
    { key: 'expiry', title: t('common.expiry'), render: ({ batch }) => <DayOf date={batch.expiry} /> },
    { key: 'doses', title: t('common.doses'), render: ({ doses }) => number(doses), numeric: true },
  ];
  return (
    <ListTable
      label={t('store.destroyedLines')}
      read={{ items: lines }}
      columns={columns}
      rowKey={({ batch }) => batch.id}
      empty={null}
    />
  );
}
