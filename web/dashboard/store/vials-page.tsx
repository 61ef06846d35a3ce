// Today's vials of a place: opened by scan, given dose by dose, closed one by one or with the day.
import { Button, Checkbox, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { stockRoles } from '../../shared/area.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Moment, useNow } from '../../shared/parts/moment.tsx';
import { Page, Section } from '../../shared/parts/page.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { ScanInput, type Scan } from '../../shared/parts/scan-input.tsx';
import { Empty, Failed } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { todayAt } from '../stock/condition.ts';
import { ActivityLink } from '../planning/activity-link.tsx';
import { ActivitySelect } from '../planning/activity-select.tsx';
import { GiveForActivity } from './give-for-activity.tsx';
import type { Batch, Vial } from './store.ts';

export default function VialsPage() {
  const t = useT();
  const { user } = useSeat();
  const now = useNow();
  const place = user.place.code;
  const [opening, setOpening] = useState<Batch>();
  const [ending, setEnding] = useState(false);
  const read = useList<Vial>('/api/v1/vials', { place, open: true });
  const closedOn = todayAt(user.place.timeZone ?? 'Asia/Jakarta', now);
  const closed = useList<Vial>('/api/v1/vials', { place, closedOn });
  const moves = (stockRoles as readonly string[]).includes(user.role);

  function onScan({ batch, product }: Scan): string | void {
    if (!batch || !product) return t('store.noBatch');
    setOpening({ id: batch.id, lot: batch.lot, expiry: batch.expiry, product });
  }

  return (
    <Page
      title={t('store.vialsTitle')}
      text={t('store.vialsText')}
      actions={
        moves && (
          <Button variant="default" onClick={() => setEnding(true)}>
            {t('store.closeDay')}
          </Button>
        )
      }
    >
      {moves && <ScanInput onScan={onScan} place={place} label={t('store.openScan')} />}
      <OpenVials read={read} moves={moves} />
      <Section title={t('store.closedToday')}>
        <ListTable
          label={t('store.closedToday')}
          read={closed}
          columns={useClosedColumns()}
          rowKey={({ id }) => id}
          empty={<Empty title={t('store.closedEmpty')} />}
        />
      </Section>
      {opening && <OpenDialog place={place} batch={opening} onClose={() => setOpening(undefined)} />}
      {ending && <CloseDayDialog place={place} onClose={() => setEnding(false)} />}
    </Page>
  );
}

function useClosedColumns(): Column<Vial>[] {
  const t = useT();
  return [
    { key: 'product', title: t('common.product'), render: ({ batch }) => batch.product.name, phone: 'title' },
    { key: 'lot', title: t('common.batch'), render: ({ batch }) => batch.lot, unbroken: true, phone: 'text' },
    {
      key: 'usage',
      title: t('common.doses'),
      render: ({ given, wasted }) => t('store.usage', { given, wasted }),
    },
  ];
}

function OpenVials({ read, moves }: { read: ReturnType<typeof useList<Vial>>; moves: boolean }) {
  const t = useT();
  const { user } = useSeat();
  const [closing, setClosing] = useState<Vial>();
  const give = useAct<string, Vial>(
    (vial, id) => ({ path: `/api/v1/vials/${vial}/give`, body: { id, doses: 1 } }),
    { done: ({ left }) => t('store.given', { left }) },
  );
  const columns: Column<Vial>[] = [
    { key: 'product', title: t('common.product'), render: ({ batch }) => batch.product.name, phone: 'title' },
    { key: 'lot', title: t('common.batch'), render: ({ batch }) => batch.lot, unbroken: true, phone: 'text' },
    { key: 'left', title: t('common.doses'), render: ({ left, doses }) => t('store.left', { left, doses }) },
    ...(read.items.some(({ activity }) => activity)
      ? ([
          {
            key: 'activity',
            title: t('planning.forActivity'),
            render: ({ activity }) => (activity ? <ActivityLink activity={activity} /> : '–'),
          },
        ] satisfies Column<Vial>[])
      : []),
    {
      key: 'discard',
      title: t('store.discard'),
      render: ({ discardAt, pastDiscard }) =>
        pastDiscard ? (
          <Badge tone="red">{t('store.past')}</Badge>
        ) : (
          <Moment at={discardAt} timeZone={user.place.timeZone} />
        ),
    },
    ...(moves
      ? ([
          {
            key: 'acts',
            title: '',
            phone: 'action',
            render: (vial) => (
              <Group gap="xs">
                <Button
                  size="xs"
                  loading={give.isPending && give.variables === vial.id}
                  onClick={() => give.mutate(vial.id)}
                >
                  {t('store.give')}
                </Button>
                <GiveForActivity vial={vial} place={user.place.code} />
                <Button size="xs" variant="default" onClick={() => setClosing(vial)}>
                  {t('store.close')}
                </Button>
              </Group>
            ),
          },
        ] satisfies Column<Vial>[])
      : []),
  ];
  return (
    <>
      {give.error && <Failed error={give.error} />}
      <ListTable
        label={t('store.vialsTitle')}
        read={read}
        columns={columns}
        rowKey={({ id }) => id}
        empty={<Empty title={t('store.vialsEmpty')} text={t('store.vialsEmptyText')} />}
      />
      {closing && <CloseDialog vial={closing} onClose={() => setClosing(undefined)} />}
    </>
  );
}

function OpenDialog({ place, batch, onClose }: { place: string; batch: Batch; onClose: () => void }) {
  const t = useT();
  const [anyway, setAnyway] = useState(false);
  const [activity, setActivity] = useState<string | null>(null);
  const open = useAct<{ anyway: boolean; activity?: string }, Vial>(
    (values, id) => ({ path: '/api/v1/vials', body: { id, place, batch: batch.id, ...values } }),
    {
      done: t('store.opened'),
      onDone({ warnings = [] }) {
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
  const { name, dosesPerVial } = batch.product;
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('store.openTitle', { product: name })}
      text={t('store.openText', { lot: batch.lot, doses: dosesPerVial })}
      confirm={t('store.open')}
      busy={open.isPending}
      error={open.error}
      shown={['/activity']}
      onConfirm={() => open.mutate({ anyway, activity: activity ?? undefined })}
    >
      <ActivitySelect
        place={place}
        product={batch.product.id}
        value={activity}
        onChange={setActivity}
        error={errorAt(open.error, '/activity')}
      />
      <Checkbox
        label={t('store.openAnyway')}
        checked={anyway}
        onChange={(event) => setAnyway(event.currentTarget.checked)}
      />
    </Dialog>
  );
}

function CloseDialog({ vial, onClose }: { vial: Vial; onClose: () => void }) {
  const t = useT();
  const close = useAct<object>((_, id) => ({ path: `/api/v1/vials/${vial.id}/close`, body: { id } }), {
    done: t('store.closed'),
    onDone: onClose,
  });
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('store.closeTitle')}
      text={t('store.closeText', { left: vial.left })}
      confirm={t('store.close')}
      color="red"
      busy={close.isPending}
      error={close.error}
      onConfirm={() => close.mutate({})}
    />
  );
}

function CloseDayDialog({ place, onClose }: { place: string; onClose: () => void }) {
  const t = useT();
  const close = useAct<object, { vials: Vial[]; wasted: number }>(
    (_, id) => ({ path: `/api/v1/places/${encodeURIComponent(place)}/close-day`, body: { id } }),
    {
      done: ({ vials, wasted }) => t('store.dayClosed', { vials: vials.length, wasted }),
      onDone: onClose,
    },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('store.closeDayTitle')}
      text={t('store.closeDayText')}
      confirm={t('store.closeDay')}
      busy={close.isPending}
      error={close.error}
      onConfirm={() => close.mutate({})}
    />
  );
}
