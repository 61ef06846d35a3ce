// The activities that concern the person's place; an office opens new ones.
import { Button, MultiSelect, Select, SimpleGrid, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { officerRoles } from '../../shared/area.ts';
import { useFilters } from '../../shared/filters.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { FilterBar, FilterChoice } from '../../shared/parts/filter-bar.tsx';
import { ListTable } from '../../shared/parts/list-table.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { useProducts } from '../../shared/parts/pickers.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useLanguage, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { ActivityBadge } from './badges.tsx';
import { activityKinds, type Activity, type ActivityKind } from './shapes.ts';

export default function ActivitiesPage() {
  const t = useT();
  const { day } = useFormat();
  const language = useLanguage();
  const { user } = useSeat();
  const [filters, change] = useFilters({ kind: '', open: 'true' });
  const [opening, setOpening] = useState(false);
  const read = useList<Activity>('/api/v1/activities', filters);
  const mayOpen = (officerRoles as readonly string[]).includes(user.role);
  return (
    <Page
      title={t('planning.activities')}
      text={t('planning.activitiesText')}
      actions={
        mayOpen && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setOpening(true)}>
            {t('planning.openActivity')}
          </Button>
        )
      }
    >
      <FilterBar>
        <FilterChoice
          label={t('planning.kind')}
          value={filters.kind}
          onChange={(kind) => change({ kind })}
          all={t('common.all')}
          options={activityKinds.map((kind) => ({ value: kind, label: t(`planning.kinds.${kind}`) }))}
        />
        <FilterChoice
          label={t('common.status')}
          value={filters.open}
          onChange={(open) => change({ open })}
          options={[
            { value: 'true', label: t('planning.onlyOpen') },
            { value: 'false', label: t('common.all') },
          ]}
        />
      </FilterBar>
      <ListTable
        label={t('planning.activities')}
        read={read}
        rowKey={({ id }) => id}
        to={({ code }) => `/activities/${code}`}
        filtered={filters.kind !== ''}
        onClear={() => change({ kind: '', open: 'true' })}
        empty={<Empty title={t('planning.noActivities')} text={t('planning.noActivitiesText')} />}
        columns={[
          {
            key: 'name',
            title: t('planning.activities'),
            phone: 'title',
            render: ({ name }) => name[language],
          },
          { key: 'code', title: t('common.code'), unbroken: true, render: ({ code }) => code },
          { key: 'kind', title: t('planning.kind'), render: ({ kind }) => t(`planning.kinds.${kind}`) },
          { key: 'place', title: t('common.place'), phone: 'text', render: ({ place }) => place.name },
          {
            key: 'period',
            title: t('planning.period'),
            render: ({ startsOn, endsOn }) => `${day(startsOn)} – ${day(endsOn)}`,
          },
          {
            key: 'state',
            title: t('common.status'),
            phone: 'badge',
            render: (activity) => <ActivityBadge activity={activity} />,
          },
        ]}
      />
      {opening && <OpenActivity onClose={() => setOpening(false)} />}
    </Page>
  );
}

const blank = {
  code: '',
  kind: 'bias' as ActivityKind,
  nameId: '',
  nameEn: '',
  startsOn: '',
  endsOn: '',
  products: [] as string[],
};

function OpenActivity({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { user } = useSeat();
  const navigate = useNavigate();
  const products = useProducts();
  const [form, setForm] = useState(blank);
  const set = (some: Partial<typeof blank>) => setForm((before) => ({ ...before, ...some }));
  const open = useAct<typeof blank, Activity>(
    ({ nameId, nameEn, ...rest }, id) => ({
      path: '/api/v1/activities',
      body: { id, ...rest, name: { id: nameId, en: nameEn || nameId } },
    }),
    { onDone: ({ code }) => navigate({ to: `/activities/${code}` as string }) },
  );
  const shown = ['/code', '/name/id', '/name/en', '/startsOn', '/endsOn'];
  const field = (pointer: string) => ({ error: errorAt(open.error, pointer) });
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('planning.openActivity')}
      text={`${t('planning.openActivityText')} (${user.place.name})`}
      confirm={t('planning.openActivity')}
      busy={open.isPending}
      disabled={!form.code || !form.nameId || !form.startsOn || !form.endsOn}
      error={open.error}
      shown={shown}
      onConfirm={() => open.mutate(form)}
      size="lg"
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t('planning.code')}
          description={t('planning.codeHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          required
          maxLength={32}
          value={form.code}
          onChange={(event) => set({ code: event.currentTarget.value.toUpperCase() })}
          {...field('/code')}
        />
        <Select
          label={t('planning.kind')}
          data={activityKinds.map((kind) => ({ value: kind, label: t(`planning.kinds.${kind}`) }))}
          value={form.kind}
          allowDeselect={false}
          onChange={(kind) => set({ kind: kind as ActivityKind })}
        />
        <TextInput
          label={t('planning.nameId')}
          required
          maxLength={200}
          value={form.nameId}
          onChange={(event) => set({ nameId: event.currentTarget.value })}
          {...field('/name/id')}
        />
        <TextInput
          label={t('planning.nameEn')}
          maxLength={200}
          value={form.nameEn}
          onChange={(event) => set({ nameEn: event.currentTarget.value })}
          {...field('/name/en')}
        />
        <TextInput
          type="date"
          label={t('planning.startsOn')}
          required
          value={form.startsOn}
          onChange={(event) => set({ startsOn: event.currentTarget.value })}
          {...field('/startsOn')}
        />
        <TextInput
          type="date"
          label={t('planning.endsOn')}
          required
          value={form.endsOn}
          onChange={(event) => set({ endsOn: event.currentTarget.value })}
          {...field('/endsOn')}
        />
      </SimpleGrid>
      <MultiSelect
        label={t('planning.products')}
        placeholder={form.products.length === 0 ? t('planning.anyProduct') : undefined}
        data={(products.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name }))}
        searchable
        value={form.products}
        onChange={(chosen) => set({ products: chosen })}
      />
    </Dialog>
  );
}
