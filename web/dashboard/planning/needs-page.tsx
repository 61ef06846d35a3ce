// Annual needs of a place and all below it: listed, summed up by place, and set beside what came and was used.
import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useFilters } from '../../shared/filters.ts';
import { FilterBar, FilterChoice } from '../../shared/parts/filter-bar.tsx';
import { ListTable } from '../../shared/parts/list-table.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { PlacePicker, ProductPicker } from '../../shared/parts/pickers.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { NeedBadge } from './badges.tsx';
import { NeedForm } from './need-form.tsx';
import { ProgressTable, SumsTable } from './need-tables.tsx';
import { needStates, type Need } from './shapes.ts';

const planners = ['health_centre_staff', 'officer', 'national_officer'];
const nextYear = new Date().getFullYear() + 1;
const years = Array.from({ length: 6 }, (_, index) => String(nextYear + 1 - index));

export default function NeedsPage() {
  const t = useT();
  const { user } = useSeat();
  const [filters, change] = useFilters({
    view: 'needs',
    year: String(nextYear),
    place: '',
    product: '',
    state: '',
  });
  const [entering, setEntering] = useState(false);
  const place = filters.place || user.place.code;
  const asked = { place, year: filters.year, product: filters.product };
  return (
    <Page
      title={t('planning.needs')}
      text={t('planning.needsText')}
      actions={
        planners.includes(user.role) && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEntering(true)}>
            {t('planning.newNeed')}
          </Button>
        )
      }
    >
      <SegmentedControl
        fullWidth
        aria-label={t('planning.needs')}
        value={filters.view}
        onChange={(view) => change({ view })}
        mb="md"
        data={[
          { value: 'needs', label: t('planning.views.needs') },
          { value: 'sums', label: t('planning.views.sums') },
          { value: 'progress', label: t('planning.views.progress') },
        ]}
      />
      <FilterBar>
        <FilterChoice
          label={t('planning.year')}
          value={filters.year}
          onChange={(year) => change({ year })}
          options={years.map((year) => ({ value: year, label: year }))}
        />
        <PlacePicker size="sm" value={place} onChange={(code) => change({ place: code ?? '' })} />
        <ProductPicker
          size="sm"
          placeholder={t('common.all')}
          value={filters.product || null}
          onChange={(code) => change({ product: code ?? '' })}
        />
        {filters.view === 'needs' && (
          <FilterChoice
            label={t('planning.state')}
            value={filters.state}
            onChange={(state) => change({ state })}
            all={t('common.all')}
            options={needStates.map((state) => ({ value: state, label: t(`planning.states.${state}`) }))}
          />
        )}
      </FilterBar>
      {filters.view === 'needs' && (
        <NeedList
          asked={{ ...asked, state: filters.state, deep: true }}
          filtered={Boolean(filters.product || filters.state)}
          onClear={() => change({ product: '', state: '' })}
        />
      )}
      {filters.view === 'sums' && <SumsTable asked={asked} />}
      {filters.view === 'progress' && <ProgressTable asked={asked} />}
      {entering && <NeedForm year={Number(filters.year)} onClose={() => setEntering(false)} />}
    </Page>
  );
}

interface ListProps {
  asked: Record<string, string | boolean>;
  filtered: boolean;
  onClear: () => void;
}

function NeedList({ asked, filtered, onClear }: ListProps) {
  const t = useT();
  const { number } = useFormat();
  const read = useList<Need>('/api/v1/needs', asked);
  return (
    <ListTable
      label={t('planning.needs')}
      read={read}
      rowKey={({ id }) => id}
      to={({ id }) => `/needs/${id}`}
      filtered={filtered}
      onClear={onClear}
      empty={<Empty title={t('planning.noNeeds')} text={t('planning.noNeedsText')} />}
      columns={[
        { key: 'product', title: t('common.product'), phone: 'title', render: ({ product }) => product.name },
        { key: 'place', title: t('common.place'), phone: 'text', render: ({ place }) => place.name },
        {
          key: 'population',
          title: t('planning.population'),
          numeric: true,
          render: (need) => number(need.population),
        },
        { key: 'vials', title: t('planning.vials'), numeric: true, render: ({ vials }) => number(vials) },
        { key: 'doses', title: t('common.doses'), numeric: true, render: ({ doses }) => number(doses) },
        {
          key: 'state',
          title: t('planning.state'),
          phone: 'badge',
          render: ({ state }) => <NeedBadge state={state} />,
        },
      ]}
    />
  );
}
