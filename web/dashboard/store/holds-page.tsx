// What stands in quarantine at a place, released by officers; and checks of vial monitors.
import { Button, SegmentedControl, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { officerRoles, stockRoles } from '../../shared/area.ts';
import { useFilters } from '../../shared/filters.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { FilterBar } from '../../shared/parts/filter-bar.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Ago } from '../../shared/parts/moment.tsx';
import { Page, Section } from '../../shared/parts/page.tsx';
import { BatchPicker, PlacePicker, useReasonName } from '../../shared/parts/pickers.tsx';
import type { Warned } from '../../shared/parts/problem.tsx';
import { ScanInput } from '../../shared/parts/scan-input.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList, useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import type { Hold, VvmCheck } from './store.ts';

export default function HoldsPage() {
  const t = useT();
  const { user } = useSeat();
  const [filters, change] = useFilters({ place: user.place.code });
  const [checking, setChecking] = useState(false);
  const isOf = (roles: readonly string[]) => roles.includes(user.role);
  const { place } = filters;
  return (
    <Page
      title={t('store.holdsTitle')}
      text={t('store.holdsText', { place: place === user.place.code ? user.place.name : place })}
      actions={isOf(stockRoles) && <Button onClick={() => setChecking(true)}>{t('store.check')}</Button>}
    >
      {user.place.level !== 'health_centre' && (
        <FilterBar>
          <PlacePicker
            size="sm"
            value={place}
            onChange={(code) => change({ place: code ?? user.place.code })}
          />
        </FilterBar>
      )}
      <Holds place={place} releases={isOf(officerRoles)} />
      <Checks place={place} />
      {checking && <CheckDialog place={place} onClose={() => setChecking(false)} />}
    </Page>
  );
}

function Holds({ place, releases }: { place: string; releases: boolean }) {
  const t = useT();
  const { number } = useFormat();
  const reasonName = useReasonName();
  const [releasing, setReleasing] = useState<Hold>();
  const read = useRead<{ items: Hold[] }>('/api/v1/holds', { place });
  const columns: Column<Hold>[] = [
    { key: 'product', title: t('common.product'), render: ({ batch }) => batch.product.name, phone: 'title' },
    { key: 'lot', title: t('common.batch'), render: ({ batch }) => batch.lot, unbroken: true, phone: 'text' },
    {
      key: 'doses',
      title: t('common.doses'),
      numeric: true,
      render: ({ quarantined }) => number(quarantined),
    },
    {
      key: 'reason',
      title: t('common.reason'),
      render: ({ reason, note }) => [reason && reasonName(reason), note].filter(Boolean).join(' · ') || '–',
    },
    { key: 'by', title: t('store.by'), render: ({ by }) => by ?? '–' },
    { key: 'since', title: t('store.since'), render: ({ since }) => (since ? <Ago at={since} /> : '–') },
    ...(releases
      ? ([
          {
            key: 'release',
            title: '',
            phone: 'action',
            render: (hold) => (
              <Button size="xs" variant="default" onClick={() => setReleasing(hold)}>
                {t('store.release')}
              </Button>
            ),
          },
        ] satisfies Column<Hold>[])
      : []),
  ];
  return (
    <>
      <ListTable
        label={t('store.holdsTitle')}
        read={{ ...read, items: read.data?.items ?? [] }}
        columns={columns}
        rowKey={({ batch }) => batch.id}
        empty={<Empty title={t('store.holdsEmpty')} />}
      />
      {releasing && <ReleaseDialog place={place} hold={releasing} onClose={() => setReleasing(undefined)} />}
    </>
  );
}

function ReleaseDialog({ place, hold, onClose }: { place: string; hold: Hold; onClose: () => void }) {
  const t = useT();
  const [doses, setDoses] = useState<number | null>(hold.quarantined);
  const release = useAct<{ doses: number }>(
    (values, id) => ({
      path: '/api/v1/movements',
      body: { id, kind: 'release', place, batch: hold.batch.id, ...values },
    }),
    { done: t('store.released'), onDone: onClose },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('store.releaseTitle')}
      text={`${hold.batch.product.name} ${hold.batch.lot}. ${t('store.releaseText')}`}
      confirm={t('store.release')}
      busy={release.isPending}
      disabled={!doses}
      error={release.error}
      onConfirm={() => doses && release.mutate({ doses })}
    >
      <DosesInput required value={doses} onChange={setDoses} perVial={hold.batch.product.dosesPerVial} />
    </Dialog>
  );
}

function Checks({ place }: { place: string }) {
  const t = useT();
  const { number } = useFormat();
  const read = useList<VvmCheck>('/api/v1/vvm-checks', { place });
  const columns: Column<VvmCheck>[] = [
    { key: 'product', title: t('common.product'), render: ({ batch }) => batch.product.name, phone: 'title' },
    { key: 'lot', title: t('common.batch'), render: ({ batch }) => batch.lot, unbroken: true, phone: 'text' },
    {
      key: 'stage',
      title: t('store.stage'),
      render: ({ stage }) => <Badge tone={stage === 'C' || stage === 'D' ? 'red' : 'green'}>{stage}</Badge>,
      phone: 'badge',
    },
    { key: 'doses', title: t('common.doses'), numeric: true, render: ({ doses }) => number(doses) },
    { key: 'by', title: t('store.by'), render: ({ checkedBy }) => checkedBy ?? '–' },
    { key: 'since', title: t('store.since'), render: ({ checkedAt }) => <Ago at={checkedAt} /> },
  ];
  return (
    <Section title={t('store.checks')}>
      <ListTable
        label={t('store.checks')}
        read={read}
        columns={columns}
        rowKey={({ id }) => id}
        empty={<Empty title={t('store.checksEmpty')} />}
      />
    </Section>
  );
}

function CheckDialog({ place, onClose }: { place: string; onClose: () => void }) {
  const t = useT();
  const [batch, setBatch] = useState<string | null>(null);
  const [doses, setDoses] = useState<number | null>(null);
  const [stage, setStage] = useState('B');
  const check = useAct<{ batch: string; doses: number; stage: string }, { warnings: Warned[] }>(
    (values, id) => ({ path: '/api/v1/vvm-checks', body: { id, place, ...values } }),
    {
      done: t('store.checked'),
      onDone({ warnings }) {
        if (warnings.length > 0)
          notifications.show({
            color: 'orange',
            message: t('store.warned', { messages: warnings.map(({ message }) => message).join('; ') }),
            autoClose: 20_000,
          });
        onClose();
      },
    },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('store.check')}
      text={t('store.checkText')}
      confirm={t('store.checkSave')}
      busy={check.isPending}
      disabled={!batch || !doses}
      error={check.error}
      onConfirm={() => batch && doses && check.mutate({ batch, doses, stage })}
    >
      <ScanInput
        place={place}
        label={t('store.checkScan')}
        onScan={(scan) => (scan.batch ? setBatch(scan.batch.id) : t('store.noBatch'))}
      />
      <BatchPicker required place={place} value={batch} onChange={setBatch} having="onHand" />
      <DosesInput required value={doses} onChange={setDoses} />
      <div>
        <Text size="sm" fw={500} id="vvm-check-stage">
          {t('store.stage')}
        </Text>
        <SegmentedControl
          fullWidth
          aria-labelledby="vvm-check-stage"
          value={stage}
          onChange={setStage}
          data={['A', 'B', 'C', 'D']}
        />
      </div>
    </Dialog>
  );
}
