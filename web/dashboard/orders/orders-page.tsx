// Orders of one's place: those it sends and those it receives, by state and kind.
import { IconPlus } from '@tabler/icons-react';
import { useSeat } from '../desk-provider.tsx';
import { useFilters } from '../../shared/filters.ts';
import { FilterBar, FilterChoice } from '../../shared/parts/filter-bar.tsx';
import { ButtonLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Ago } from '../../shared/parts/moment.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { kinds, statuses, type OrderRow } from './contract.ts';
import { OrderBadge } from './order-badge.tsx';

const usual = { role: '', status: '', kind: '', deep: '' };
const underWay = 'pending,confirmed,allocated,shipped';

export default function OrdersPage() {
  const t = useT();
  const { user } = useSeat();
  const [filters, change] = useFilters(usual);
  const read = useList<OrderRow>('/api/v1/orders', {
    role: filters.role || undefined,
    status: filters.status || undefined,
    kind: filters.kind || undefined,
    deep: filters.deep || undefined,
  });
  const make = user.role !== 'auditor' && (
    <ButtonLink to="/orders/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('orders.make')}
    </ButtonLink>
  );
  return (
    <Page title={t('orders.title')} text={t('orders.text')} actions={make}>
      <FilterBar>
        <FilterChoice
          label={t('common.status')}
          value={filters.status}
          onChange={(status) => change({ status })}
          all={t('common.all')}
          options={[
            { value: underWay, label: t('orders.openStatuses') },
            ...statuses.map((value) => ({ value, label: t(`orders.statuses.${value}`) })),
          ]}
        />
        <FilterChoice
          label={t('orders.role')}
          value={filters.role}
          onChange={(role) => change({ role })}
          all={t('common.all')}
          options={(['sender', 'receiver'] as const).map((value) => ({
            value,
            label: t(`orders.roles.${value}`),
          }))}
        />
        <FilterChoice
          label={t('orders.kind')}
          value={filters.kind}
          onChange={(kind) => change({ kind })}
          all={t('common.all')}
          options={kinds.map((value) => ({ value, label: t(`orders.kinds.${value}`) }))}
        />
        <FilterChoice
          label={t('orders.scope')}
          value={filters.deep}
          onChange={(deep) => change({ deep })}
          all={t('orders.ownOnly')}
          options={[{ value: 'true', label: t('orders.deep') }]}
        />
      </FilterBar>
      <ListTable
        label={t('orders.list')}
        read={read}
        columns={useColumns()}
        rowKey={({ id }) => id}
        to={({ id }) => `/orders/${id}`}
        filtered={Object.values(filters).some(Boolean)}
        onClear={() => change(usual)}
        empty={
          <Empty title={t('orders.emptyTitle')} text={t('orders.emptyText')}>
            {make}
          </Empty>
        }
      />
    </Page>
  );
}

function useColumns(): Column<OrderRow>[] {
  const t = useT();
  const { number } = useFormat();
  return [
    {
      key: 'code',
      title: t('common.code'),
      phone: 'title',
      render: ({ code }) => <span style={{ whiteSpace: 'nowrap' }}>{code}</span>,
    },
    {
      key: 'status',
      title: t('common.status'),
      phone: 'badge',
      render: ({ status }) => <OrderBadge status={status} />,
    },
    {
      key: 'kind',
      title: t('orders.kind'),
      render: ({ kind }) => t(`orders.kinds.${kind}`),
    },
    {
      key: 'way',
      title: `${t('orders.sender')} → ${t('orders.receiver')}`,
      phone: 'text',
      render: ({ from, to }) => `${from.name} → ${to.name}`,
    },
    {
      key: 'products',
      title: t('orders.products'),
      render: ({ products }) =>
        products.length > 3
          ? `${products.slice(0, 3).join(', ')} +${products.length - 3}`
          : products.join(', '),
    },
    { key: 'asked', title: t('orders.asked'), numeric: true, render: ({ asked }) => number(asked) },
    { key: 'shipped', title: t('orders.shipped'), numeric: true, render: ({ shipped }) => number(shipped) },
    { key: 'created', title: t('orders.created'), render: ({ createdAt }) => <Ago at={createdAt} /> },
  ];
}
