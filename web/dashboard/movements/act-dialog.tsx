// Recording one act on a batch at a place: how many doses, why, and what the vial monitor showed.
import { SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import type { StockItem } from '../../shared/contract.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { ReasonSelect, useProducts, type Reason } from '../../shared/parts/pickers.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import { ActivitySelect } from '../planning/activity-select.tsx';
import { reasonsOf, type Act, type Recorded } from './movement.ts';

interface Values {
  kind: Act;
  doses: number;
  reason?: Reason;
  vvm?: string;
  activity?: string;
  note?: string;
}

export function ActDialog({ act, item, onClose }: { act: Act; item: StockItem; onClose: () => void }) {
  const t = useT();
  const { number } = useFormat();
  const [doses, setDoses] = useState<number | null>(null);
  const [reason, setReason] = useState<Reason | null>(null);
  const [vvm, setVvm] = useState('');
  const [activity, setActivity] = useState<string | null>(null);
  const [less, setLess] = useState(false);
  const [note, setNote] = useState('');
  const perVial = useProducts().data?.items.find(({ id }) => id === item.batch.product.id)?.dosesPerVial;
  const record = useAct<Values, Recorded>(
    (values, id) => ({
      path: '/api/v1/movements',
      body: { id, place: item.place.code, batch: item.batch.id, ...values },
    }),
    {
      done: (_, values) => t('movements.recorded', { formatted: number(Math.abs(values.doses)) }),
      onDone({ verdict, warnings }) {
        if (verdict === 'flagged' || warnings.length > 0) {
          const messages = warnings.map(({ message }) => message).join('; ');
          notifications.show({
            color: 'orange',
            message: t('movements.flagged', { messages }),
            autoClose: 20_000,
          });
        }
        onClose();
      },
    },
  );
  const reasons = reasonsOf[act];
  const ready = doses !== null && doses > 0 && (reasons.length === 0 || reason !== null);

  function submit() {
    if (!doses) return;
    record.mutate({
      kind: act,
      doses: act === 'adjust' && less ? -doses : doses,
      reason: reason ?? undefined,
      vvm: vvm || undefined,
      activity: activity ?? undefined,
      note: note.trim() || undefined,
    });
  }

  return (
    <Dialog
      opened
      onClose={onClose}
      title={t(`movements.actTitles.${act}`)}
      text={
        <>
          <strong>
            {item.batch.product.name} {item.batch.lot}
          </strong>
          <br />
          {t(`movements.actTexts.${act}`)}
        </>
      }
      confirm={t('movements.submit')}
      busy={record.isPending}
      disabled={!ready}
      error={record.error}
      shown={['/doses', '/reason', '/activity']}
      onConfirm={submit}
    >
      {act === 'adjust' && (
        <SegmentedControl
          aria-label={t('movements.direction')}
          value={less ? 'less' : 'more'}
          onChange={(value) => setLess(value === 'less')}
          data={[
            { value: 'more', label: t('movements.more') },
            { value: 'less', label: t('movements.less') },
          ]}
        />
      )}
      <DosesInput
        required
        value={doses}
        onChange={setDoses}
        perVial={perVial}
        error={errorAt(record.error, '/doses')}
        data-autofocus
      />
      {reasons.length > 0 && (
        <ReasonSelect
          required
          reasons={reasons}
          value={reason}
          onChange={setReason}
          error={errorAt(record.error, '/reason')}
        />
      )}
      {act === 'administer' && (
        <ActivitySelect
          place={item.place.code}
          product={item.batch.product.id}
          value={activity}
          onChange={setActivity}
          error={errorAt(record.error, '/activity')}
        />
      )}
      {(act === 'administer' || act === 'quarantine') && (
        <Stack gap={4}>
          <Text size="sm" fw={500} id="vvm-stage">
            {t('movements.vvm')}
          </Text>
          <SegmentedControl
            aria-labelledby="vvm-stage"
            value={vvm}
            onChange={setVvm}
            data={[
              { value: '', label: '–' },
              ...['A', 'B', 'C', 'D'].map((stage) => ({ value: stage, label: stage })),
            ]}
          />
        </Stack>
      )}
      <Textarea
        label={t('common.note')}
        description={t('common.optional')}
        autosize
        minRows={1}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </Dialog>
  );
}
