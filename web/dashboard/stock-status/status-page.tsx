// The stock status of a place and of all below it, by status, vaccine and what expires; officers change limits here.
import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { officerRoles } from '../../shared/area.ts';
import { useFilters } from '../../shared/filters.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { FilterBar, FilterChoice } from '../../shared/parts/filter-bar.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { PlacePicker, useProducts } from '../../shared/parts/pickers.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { LimitDialog } from './limit-dialog.tsx';
import { statuses, tones, type Standing } from './status.ts';

const usual = { place: '', scope: 'below', product: '', status: '', within: '' };
type Filters = Record<keyof typeof usual, string>;

export default function StatusPage() {
  const t = useT();
  const { user } = useSeat();
  const [filters, change] = useFilters(usual);
  const [changing, setChanging] = useState<Standing>();
  const read = useList<Standing>('/api/v1/stock-status', {
    place: filters.place || user.place.code,
    deep: filters.scope === 'below',
    product: filters.product || undefined,
    status: filters.status || undefined,
    expiringWithin: filters.within || undefined,
  });
  const isOfficer = (officerRoles as readonly string[]).includes(user.role);
  const columns = useColumns(isOfficer ? setChanging : undefined);
  return (
    <Page title={t('stockStatus.title')} text={t('stockStatus.text')}>
      <StatusFilters filters={filters} change={change} under={user.place.code} />
      <ListTable
        label={t('stockStatus.list')}
        read={read}
        columns={columns}
        rowKey={({ place, product }) => `${place.code} ${product.code}`}
        empty={<Empty title={t('stockStatus.emptyTitle')} text={t('stockStatus.emptyText')} />}
        filtered={[filters.product, filters.status, filters.within].some(Boolean)}
        onClear={() => change({ product: '', status: '', within: '' })}
      />
      {changing && <LimitDialog standing={changing} onClose={() => setChanging(undefined)} />}
    </Page>
  );
}

interface FilterProps {
  filters: Filters;
  change: (some: Partial<Filters>) => void;
  under: string;
}

function StatusFilters({ filters, change, under }: FilterProps) {
  const t = useT();
  const products = useProducts().data?.items ?? [];
  return (
    <FilterBar>
      <PlacePicker
        size="sm"
        value={filters.place || under}
        under={under}
        required
        withAsterisk={false}
        onChange={(code) => change({ place: !code || code === under ? '' : code })}
      />
      <FilterChoice
        label={t('stockStatus.scope')}
        value={filters.scope}
        onChange={(scope) => change({ scope })}
        options={(['below', 'own'] as const).map((value) => ({ value, label: t(`stockStatus.${value}`) }))}
      />
      <FilterChoice
        label={t('stockStatus.status')}
        value={filters.status}
        onChange={(status) => change({ status })}
        options={statuses.map((value) => ({ value, label: t(`stockStatus.${value}`) }))}
        all={t('stockStatus.anyStatus')}
      />
      <FilterChoice
        label={t('common.product')}
        value={filters.product}
        onChange={(product) => change({ product })}
        options={products.map(({ code, name }) => ({ value: code, label: name }))}
        all={t('stockStatus.anyProduct')}
      />
      <FilterChoice
        label={t('stockStatus.within')}
        value={filters.within}
        onChange={(within) => change({ within })}
        options={['30', '60', '90'].map((days) => ({
          value: days,
          label: t('stockStatus.withinDays', { days }),
        }))}
        all={t('stockStatus.anyTime')}
      />
    </FilterBar>
  );
}

function useColumns(onChange: ((standing: Standing) => void) | undefined): Column<Standing>[] {
  const t = useT();
  const { number, language } = useFormat();
  const oneDecimal = new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    maximumFractionDigits: 1,
  });
  const columns: Column<Standing>[] = [
    {
      key: 'product',
      title: t('stockStatus.productAndPlace'),
      phone: 'title',
      render: ({ product, place }) => (
        <>
          <Text span fw={600} size="sm">
            {product.name}
          </Text>
          <Text size="sm" c="dimmed">
            {place.name}
          </Text>
        </>
      ),
    },
    {
      key: 'status',
      title: t('stockStatus.status'),
      phone: 'badge',
      render: ({ status }) => <Badge tone={tones[status]}>{t(`stockStatus.${status}`)}</Badge>,
    },
    {
      key: 'usable',
      title: t('stockStatus.usable'),
      numeric: true,
      render: ({ usable, onHand }) => (
        <>
          {number(usable)}
          {onHand !== usable && (
            <Text size="xs" c="dimmed">
              {t('stockStatus.onHand')} {number(onHand)}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'limits',
      title: t('stockStatus.limits'),
      numeric: true,
      render: ({ status, minimum, maximum }) =>
        status === 'no_limits' || (status === 'stock_out' && maximum === 0)
          ? '–'
          : `${number(minimum)} – ${number(maximum)}`,
    },
    {
      key: 'months',
      title: t('stockStatus.months'),
      numeric: true,
      render: ({ months }) =>
        months === null
          ? t('stockStatus.noUse')
          : t('stockStatus.monthsValue', { months: oneDecimal.format(months) }),
    },
    {
      key: 'inbound',
      title: t('stockStatus.inbound'),
      numeric: true,
      render: ({ inbound }) => number(inbound),
    },
    {
      key: 'expiring',
      title: t('stockStatus.expiring'),
      numeric: true,
      render: ({ expiring, expired }) => (
        <>
          {[expiring.days30, expiring.days60, expiring.days90].map(number).join(' / ')}
          {expired > 0 && (
            <Text size="xs" c="var(--mantine-color-error)">
              {t('stockStatus.expired', { doses: number(expired) })}
            </Text>
          )}
        </>
      ),
    },
  ];
  if (onChange)
    columns.push({
      key: 'act',
      title: '',
      phone: 'action',
      render: (standing) => (
        <Button
          size="xs"
          variant="default"
          aria-label={t('stockStatus.changeFor', {
            product: standing.product.name,
            place: standing.place.name,
          })}
          onClick={() => onChange(standing)}
        >
          {t('stockStatus.change')}
        </Button>
      ),
    });
  return columns;
}
