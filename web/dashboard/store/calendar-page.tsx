// The calendar of obligatory counts: who counts what and how often, what is due, and an officer's way to set it.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { officerRoles } from '../../shared/area.ts';
import { useFilters } from '../../shared/filters.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { FilterBar, FilterChoice } from '../../shared/parts/filter-bar.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Ago, DayOf } from '../../shared/parts/moment.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { PlanDialog } from './plan-dialog.tsx';
import type { CountPlan } from './store.ts';

export default function CalendarPage() {
  const t = useT();
  const { user } = useSeat();
  const [filters, change] = useFilters({ due: '' });
  const [planning, setPlanning] = useState<CountPlan | 'new'>();
  const read = useList<CountPlan>('/api/v1/count-plans', { place: user.place.code, due: filters.due });
  const plans = (officerRoles as readonly string[]).includes(user.role);
  const columns: Column<CountPlan>[] = [
    {
      key: 'what',
      title: t('common.product'),
      render: ({ product }) => product?.name ?? t('store.countWhole'),
      phone: 'title',
    },
    { key: 'place', title: t('common.place'), render: ({ place }) => place.name, phone: 'text' },
    { key: 'every', title: t('store.every'), render: ({ every }) => t(`store.periods.${every}`) },
    { key: 'next', title: t('store.nextDue'), render: ({ nextDue }) => <DayOf date={nextDue} /> },
    {
      key: 'last',
      title: t('store.lastCounted'),
      render: ({ lastCountedAt }) => (lastCountedAt ? <Ago at={lastCountedAt} /> : t('store.neverCounted')),
    },
    {
      key: 'status',
      title: t('common.status'),
      render: ({ active, due }) => {
        if (!active) return <Badge tone="grey">{t('store.planOff')}</Badge>;
        return due ? (
          <Badge tone="amber">{t('store.planDue')}</Badge>
        ) : (
          <Badge tone="green">{t('store.planOn')}</Badge>
        );
      },
      phone: 'badge',
    },
  ];
  if (plans)
    columns.push({
      key: 'change',
      title: '',
      phone: 'action',
      render: (plan) => (
        <Button variant="subtle" size="compact-sm" onClick={() => setPlanning(plan)}>
          {t('common.change')}
        </Button>
      ),
    });
  return (
    <Page
      title={t('store.calendarTitle')}
      text={t('store.calendarText')}
      back={{ to: '/counts', label: t('store.countsTitle') }}
      actions={plans && <Button onClick={() => setPlanning('new')}>{t('store.plan')}</Button>}
    >
      <FilterBar>
        <FilterChoice
          label={t('common.status')}
          value={filters.due}
          onChange={(due) => change({ due })}
          all={t('common.all')}
          options={[{ value: 'true', label: t('store.planDue') }]}
        />
      </FilterBar>
      <ListTable
        label={t('store.calendarTitle')}
        read={read}
        columns={columns}
        rowKey={({ id }) => id}
        filtered={Boolean(filters.due)}
        onClear={() => change({ due: '' })}
        empty={<Empty title={t('store.calendarEmpty')} text={t('store.calendarEmptyText')} />}
      />
      {planning && (
        <PlanDialog plan={planning === 'new' ? undefined : planning} onClose={() => setPlanning(undefined)} />
      )}
    </Page>
  );
}
