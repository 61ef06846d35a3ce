// Batches of the nation, the newest first; a scan goes straight to one.
import { useNavigate } from '@tanstack/react-router';
import { useFilters } from '../../shared/filters.ts';
import { BatchStatusBadge } from '../../shared/parts/badge.tsx';
import { FilterBar, FilterChoice, FilterText } from '../../shared/parts/filter-bar.tsx';
import { ButtonLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Ago, DayOf } from '../../shared/parts/moment.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { ProductPicker } from '../../shared/parts/pickers.tsx';
import { ScanInput } from '../../shared/parts/scan-input.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { manufacturer, type Batch } from './batch.ts';

export default function BatchesPage() {
  const t = useT();
  const { user } = useSeat();
  const navigate = useNavigate();
  const [filters, change] = useFilters({ q: '', product: '', status: '' });
  const read = useList<Batch>('/api/v1/batches', filters);
  const columns: Column<Batch>[] = [
    { key: 'lot', title: t('common.lot'), render: ({ lot }) => lot, phone: 'title' },
    { key: 'product', title: t('common.product'), render: ({ product }) => product.name, phone: 'text' },
    { key: 'expiry', title: t('common.expiry'), render: ({ expiry }) => <DayOf date={expiry} /> },
    {
      key: 'status',
      title: t('common.status'),
      render: ({ status }) => <BatchStatusBadge status={status} />,
      phone: 'badge',
    },
    {
      key: 'registered',
      title: t('batches.registered'),
      render: ({ registeredAt }) => <Ago at={registeredAt} />,
    },
  ];
  const maker = user.role === 'warehouse_staff' && user.place.code === manufacturer;
  return (
    <Page
      title={t('batches.title')}
      text={t('batches.text')}
      actions={maker && <ButtonLink to="/batches/new">{t('batches.register')}</ButtonLink>}
    >
      <ScanInput
        onScan={({ batch, warnings }) => {
          if (!batch) return warnings[0]?.message ?? t('common.noMatchTitle');
          void navigate({ to: `/batches/${batch.id}` });
          return undefined;
        }}
      />
      <FilterBar>
        <FilterText
          label={t('batches.search')}
          placeholder={t('batches.searchHint')}
          value={filters.q}
          onChange={(q) => change({ q })}
        />
        <ProductPicker
          size="sm"
          placeholder={t('batches.productAll')}
          value={filters.product || null}
          onChange={(product) => change({ product: product ?? '' })}
        />
        <FilterChoice
          label={t('common.status')}
          value={filters.status}
          onChange={(status) => change({ status })}
          all={t('batches.statusAll')}
          options={(['released', 'quarantined', 'recalled'] as const).map((value) => ({
            value,
            label: t(`common.batchStatus.${value}`),
          }))}
        />
      </FilterBar>
      <ListTable
        label={t('batches.list')}
        read={read}
        columns={columns}
        rowKey={({ id }) => id}
        to={({ id }) => `/batches/${id}`}
        filtered={Boolean(filters.q || filters.product || filters.status)}
        onClear={() => change({ q: '', product: '', status: '' })}
        empty={<Empty title={t('batches.emptyTitle')} text={t('batches.emptyText')} />}
      />
    </Page>
  );
}
