// Delivery orders, the last changed first; those that wait for a correction stand out.
import { IconFileUpload } from '@tabler/icons-react';
import { useFilters } from '../../shared/filters.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { FilterBar, FilterChoice } from '../../shared/parts/filter-bar.tsx';
import { ButtonLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Ago } from '../../shared/parts/moment.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { ShipmentBadge } from '../shipments/status-badge.tsx';
import { path, type DeliverySummary } from './delivery.ts';

/** A row leads to one delivery order. */
const toOne = ({ number }: DeliverySummary) => `/deliveries/${encodeURIComponent(number)}`;

export default function DeliveriesPage() {
  const t = useT();
  const { number } = useFormat();
  const { user } = useSeat();
  const [filters, change] = useFilters({ rejected: '' });
  const read = useList<DeliverySummary>(path, { rejected: filters.rejected || undefined });
  const columns: Column<DeliverySummary>[] = [
    {
      key: 'number',
      title: t('deliveries.number'),
      render: (row) => row.number,
      phone: 'title',
      unbroken: true,
    },
    { key: 'to', title: t('common.to'), render: ({ to }) => `${to.name} (${to.code})`, phone: 'text' },
    {
      key: 'shipment',
      title: t('deliveries.shipment'),
      render: ({ shipment }) =>
        shipment ? <ShipmentBadge status={shipment.status} /> : t('deliveries.noShipment'),
    },
    {
      key: 'rejected',
      title: t('deliveries.rejected'),
      render: ({ rejected }) =>
        rejected > 0 ? (
          <Badge tone="red">
            {t('deliveries.waiting', { count: rejected, formatted: number(rejected) })}
          </Badge>
        ) : (
          <Badge tone="green">{t('deliveries.allGood')}</Badge>
        ),
      phone: 'badge',
    },
    {
      key: 'amended',
      title: t('deliveries.revision'),
      render: ({ revision }) => number(revision),
      numeric: true,
    },
    { key: 'when', title: t('deliveries.updated'), render: ({ updatedAt }) => <Ago at={updatedAt} /> },
  ];
  return (
    <Page
      title={t('deliveries.title')}
      text={t('deliveries.text')}
      actions={
        user.role === 'warehouse_staff' && (
          <ButtonLink to="/deliveries/upload" leftSection={<IconFileUpload size={17} aria-hidden />}>
            {t('deliveries.upload')}
          </ButtonLink>
        )
      }
    >
      <FilterBar>
        <FilterChoice
          label={t('deliveries.show')}
          value={filters.rejected}
          onChange={(rejected) => change({ rejected })}
          all={t('common.all')}
          options={[{ value: 'true', label: t('deliveries.onlyRejected') }]}
        />
      </FilterBar>
      <ListTable
        label={t('deliveries.list')}
        read={read}
        columns={columns}
        rowKey={({ id }) => id}
        to={toOne}
        filtered={Boolean(filters.rejected)}
        onClear={() => change({ rejected: '' })}
        empty={<Empty title={t('deliveries.emptyTitle')} text={t('deliveries.emptyText')} />}
      />
    </Page>
  );
}
