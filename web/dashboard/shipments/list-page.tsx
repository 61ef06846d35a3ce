// Shipments of one's place, or of all below it, by direction and status.
import { shipmentStatusName } from '../../shared/names.ts';
import { stockRoles } from '../../shared/area.ts';
import { useFilters } from '../../shared/filters.ts';
import { FilterBar, FilterChoice } from '../../shared/parts/filter-bar.tsx';
import { ButtonLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Ago } from '../../shared/parts/moment.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { dosesOf, statuses, type Shipment } from './shipment.ts';
import { ShipmentBadge } from './status-badge.tsx';

export default function ShipmentsPage() {
  const t = useT();
  const { user } = useSeat();
  const moves = (stockRoles as readonly string[]).includes(user.role);
  const [filters, change] = useFilters({ direction: '', status: '', below: moves ? 'own' : 'all' });
  const read = useList<Shipment>('/api/v1/shipments', {
    place: user.place.code,
    deep: filters.below === 'all',
    direction: filters.direction,
    status: filters.status,
  });
  const columns = useColumns();
  const create = moves && <ButtonLink to="/shipments/new">{t('shipments.create')}</ButtonLink>;
  return (
    <Page title={t('shipments.title')} text={t('shipments.text')} actions={create}>
      <FilterBar>
        <FilterChoice
          label={t('shipments.direction')}
          value={filters.direction}
          onChange={(direction) => change({ direction })}
          all={t('shipments.directions.both')}
          options={(['inbound', 'outbound'] as const).map((value) => ({
            value,
            label: t(`shipments.directions.${value}`),
          }))}
        />
        <FilterChoice
          label={t('common.status')}
          value={filters.status}
          onChange={(status) => change({ status })}
          all={t('shipments.statusAll')}
          options={statuses.map((value) => ({ value, label: shipmentStatusName(t, value) }))}
        />
        {user.place.level !== 'health_centre' && (
          <FilterChoice
            label={t('shipments.below')}
            value={filters.below}
            onChange={(below) => change({ below })}
            options={[
              { value: 'own', label: t('shipments.belowOwn', { place: user.place.name }) },
              { value: 'all', label: t('shipments.belowAll') },
            ]}
          />
        )}
      </FilterBar>
      <ListTable
        label={t('shipments.list')}
        read={read}
        columns={columns}
        rowKey={({ id }) => id}
        to={({ id }) => `/shipments/${id}`}
        filtered={Boolean(filters.direction || filters.status)}
        onClear={() => change({ direction: '', status: '' })}
        empty={<Empty title={t('shipments.emptyTitle')} text={t('shipments.emptyText')} />}
      />
    </Page>
  );
}

function useColumns(): Column<Shipment>[] {
  const t = useT();
  const { number } = useFormat();
  const contents = (shipment: Shipment) => {
    const [first] = shipment.lines;
    const doses = number(dosesOf(shipment));
    if (first && shipment.lines.length === 1)
      return t('shipments.contentsOf', { name: first.batch.product.name, formatted: doses });
    return t('shipments.contentsMore', { formatted: number(shipment.lines.length), doses });
  };
  return [
    { key: 'code', title: t('shipments.number'), render: ({ code }) => code, phone: 'title', unbroken: true },
    {
      key: 'route',
      title: t('shipments.route'),
      render: ({ from, to }) => `${from.name} → ${to.name}`,
      phone: 'text',
    },
    { key: 'contents', title: t('shipments.contents'), render: contents, phone: 'text' },
    {
      key: 'status',
      title: t('common.status'),
      render: ({ status }) => <ShipmentBadge status={status} />,
      phone: 'badge',
    },
    {
      key: 'when',
      title: t('shipments.when'),
      render: (shipment) => (
        <Ago at={shipment.receivedAt ?? shipment.returnedAt ?? shipment.dispatchedAt ?? shipment.createdAt} />
      ),
      phone: 'text',
    },
  ];
}
