// One count: entered batch by batch by scan or tap, then compared with the book, approved and posted. Made for a phone.
import { Alert, Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { officerRoles, stockRoles } from '../../shared/area.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { DocumentButton } from '../../shared/parts/document-button.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Page, Section } from '../../shared/parts/page.tsx';
import { ReasonSelect, type Reason } from '../../shared/parts/pickers.tsx';
import { ScanInput, type Scan } from '../../shared/parts/scan-input.tsx';
import { Empty, Failed, Waiting } from '../../shared/parts/states.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { toneOf } from './status.ts';
import type { Batch, Count, CountLine } from './store.ts';

export default function CountPage() {
  const t = useT();
  const { id = '' } = useParams({ strict: false });
  const read = useRead<Count>(`/api/v1/counts/${id}`);
  const count = read.data;
  const back = { to: '/counts', label: t('store.back') };
  if (!count) {
    return (
      <Page title={t('store.countsTitle')} back={back}>
        {read.error ? <Failed error={read.error} retry={() => void read.refetch()} /> : <Waiting />}
      </Page>
    );
  }
  const what = count.product?.name ?? t('store.countWhole');
  return (
    <Page
      title={t('store.countTitle', { what })}
      text={t('store.countAt', { place: count.place.name, name: count.startedBy ?? '-' })}
      badge={<Badge tone={toneOf(count.status)}>{t(`store.statuses.${count.status}`)}</Badge>}
      back={back}
      actions={<DocumentButton path={`/api/v1/documents/count-sheet/${count.id}`} paper="count" />}
    >
      {count.status === 'submitted' && count.needsApproval && (
        <Alert color="orange">{t('store.needsApproval')}</Alert>
      )}
      <Lines count={count} />
      <CountActs count={count} />
    </Page>
  );
}

function Lines({ count }: { count: Count }) {
  const t = useT();
  const { number } = useFormat();
  const { user } = useSeat();
  const [entering, setEntering] = useState<Batch>();
  const canEnter = count.status === 'started' && (stockRoles as readonly string[]).includes(user.role);

  function onScan(scan: Scan): string | void {
    if (!scan.batch || !scan.product) return t('store.noBatch');
    if (count.product && scan.product.id !== count.product.id) return t('store.otherProduct');
    const { id, lot, expiry } = scan.batch;
    setEntering({ id, lot, expiry, product: scan.product });
  }

  const signed = (doses: number) => (doses > 0 ? `+${number(doses)}` : number(doses));
  const pair = (pair: { available: number | null; quarantined: number | null } | null, show = number) =>
    pair === null || pair.available === null
      ? '–'
      : `${show(pair.available)}${pair.quarantined ? ` · ${t('store.quarantined')} ${show(pair.quarantined)}` : ''}`;
  const known = count.lines.some((line) => line.expected !== null);
  const columns: Column<CountLine>[] = [
    { key: 'product', title: t('common.product'), render: ({ batch }) => batch.product.name, phone: 'title' },
    { key: 'lot', title: t('common.batch'), render: ({ batch }) => batch.lot, unbroken: true, phone: 'text' },
    {
      key: 'counted',
      title: t('store.counted'),
      numeric: true,
      render: (line) => (line.available === null ? t('store.notCounted') : pair(line)),
    },
    ...(known
      ? ([
          {
            key: 'expected',
            title: t('store.expected'),
            numeric: true,
            render: (line) => pair(line.expected),
          },
          {
            key: 'variance',
            title: t('store.variance'),
            numeric: true,
            render: (line) => (
              <>
                {pair(line.variance, signed)}{' '}
                {line.aboveThreshold && <Badge tone="amber">{t('store.above')}</Badge>}
              </>
            ),
          },
        ] satisfies Column<CountLine>[])
      : []),
    ...(canEnter
      ? ([
          {
            key: 'enter',
            title: '',
            phone: 'action',
            render: (line) => (
              <Button size="xs" variant="default" onClick={() => setEntering(line.batch)}>
                {line.available === null ? t('store.count') : t('store.countAgain')}
              </Button>
            ),
          },
        ] satisfies Column<CountLine>[])
      : []),
  ];
  return (
    <Section title={t('store.countLines')}>
      {canEnter && <ScanInput onScan={onScan} description={t('store.scanHint')} />}
      <ListTable
        label={t('store.countLines')}
        read={{ items: count.lines }}
        columns={columns}
        rowKey={({ batch }) => batch.id}
        empty={<Empty title={t('store.lineEmpty')} />}
      />
      {entering && (
        <EnterDialog
          key={entering.id}
          count={count}
          batch={entering}
          onClose={() => setEntering(undefined)}
        />
      )}
    </Section>
  );
}

function EnterDialog({ count, batch, onClose }: { count: Count; batch: Batch; onClose: () => void }) {
  const t = useT();
  const line = count.lines.find((one) => one.batch.id === batch.id);
  const [available, setAvailable] = useState<number | null>(line?.available ?? null);
  const [quarantined, setQuarantined] = useState<number>(line?.quarantined ?? 0);
  const enter = useAct<{ available: number; quarantined: number }>(
    (values, id) => ({
      path: `/api/v1/counts/${count.id}/lines`,
      body: { id, lines: [{ batch: batch.id, ...values }] },
    }),
    { done: t('store.saved'), onDone: onClose },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={`${batch.product.name} ${batch.lot}`}
      confirm={t('store.save')}
      busy={enter.isPending}
      disabled={available === null}
      error={enter.error}
      onConfirm={() => available !== null && enter.mutate({ available, quarantined })}
    >
      <DosesInput
        required
        data-autofocus
        label={t('store.available')}
        description={t('store.availableHint')}
        value={available}
        onChange={setAvailable}
        perVial={batch.product.dosesPerVial}
      />
      <NumberInput
        label={t('store.quarantined')}
        min={0}
        allowDecimal={false}
        allowNegative={false}
        value={quarantined}
        onChange={(value) => setQuarantined(Number(value) || 0)}
      />
    </Dialog>
  );
}

const REASONS: readonly Reason[] = ['miscount', 'lost', 'found', 'broken', 'expired', 'other'];

function CountActs({ count }: { count: Count }) {
  const t = useT();
  const { user } = useSeat();
  const [asked, setAsked] = useState<'post' | 'cancel'>();
  const [reason, setReason] = useState<Reason | null>(null);
  const isOf = (roles: readonly string[]) => roles.includes(user.role);
  const [moves, plans] = [isOf(stockRoles), isOf(officerRoles)];
  const act = (path: string, done: string) => ({
    command: (values: object, id: string) => ({
      path: `/api/v1/counts/${count.id}/${path}`,
      body: { id, ...values },
    }),
    options: { done, onDone: () => setAsked(undefined) },
  });
  const useCount = ({ command, options }: ReturnType<typeof act>) => useAct<object>(command, options);
  const submit = useCount(act('submit', t('store.submitted')));
  const recount = useCount(act('recount', t('store.recounted')));
  const approve = useCount(act('approve', t('store.approved')));
  const post = useCount(act('post', t('store.posted')));
  const cancel = useCount(act('cancel', t('store.cancelled')));
  if (count.status === 'posted' || count.status === 'cancelled' || !(moves || plans)) return null;
  const isDone = count.status !== 'started';
  const waits = count.status === 'submitted' && count.needsApproval;
  const differs = count.lines.some(
    ({ variance }) => variance && (variance.available !== 0 || variance.quarantined !== 0),
  );
  const failed = submit.error ?? recount.error ?? approve.error;
  return (
    <Stack gap="sm">
      {failed && <Failed error={failed} />}
      <Group gap="xs">
        {!isDone && moves && (
          <Button loading={submit.isPending} onClick={() => submit.mutate({})}>
            {t('store.submit')}
          </Button>
        )}
        {isDone && moves && !waits && <Button onClick={() => setAsked('post')}>{t('store.post')}</Button>}
        {waits && plans && (
          <Button loading={approve.isPending} onClick={() => approve.mutate({})}>
            {t('store.approve')}
          </Button>
        )}
        {isDone && (
          <Button variant="default" loading={recount.isPending} onClick={() => recount.mutate({})}>
            {t('store.recount')}
          </Button>
        )}
        <Button variant="subtle" color="red" onClick={() => setAsked('cancel')}>
          {t('store.cancel')}
        </Button>
      </Group>
      {asked === 'post' && (
        <Dialog
          opened
          onClose={() => setAsked(undefined)}
          title={t('store.post')}
          text={t('store.postText')}
          confirm={t('store.post')}
          busy={post.isPending}
          disabled={differs && reason === null}
          error={post.error}
          onConfirm={() => post.mutate({ reason: reason ?? undefined })}
        >
          {differs && (
            <ReasonSelect
              required
              label={t('store.reasonAll')}
              reasons={REASONS}
              value={reason}
              onChange={setReason}
            />
          )}
        </Dialog>
      )}
      {asked === 'cancel' && (
        <Dialog
          opened
          onClose={() => setAsked(undefined)}
          title={t('store.cancelTitle')}
          text={<Text>{t('store.cancelText')}</Text>}
          confirm={t('store.cancel')}
          color="red"
          busy={cancel.isPending}
          error={cancel.error}
          onConfirm={() => cancel.mutate({})}
        />
      )}
    </Stack>
  );
}
