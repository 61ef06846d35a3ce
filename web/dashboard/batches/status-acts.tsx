// Holding a batch back, recalling or releasing it, for those who may: the reason is kept and told to every holder.
import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { actsFor, type Batch, type StatusAct } from './batch.ts';

export function StatusActs({ batch }: { batch: Batch }) {
  const t = useT();
  const { user } = useSeat();
  const [act, setAct] = useState<StatusAct>();
  return (
    <>
      {actsFor(user, batch.status).map((one) => (
        <Button
          key={one}
          variant={one === 'recall' ? 'filled' : 'default'}
          color={one === 'recall' ? 'red' : undefined}
          onClick={() => setAct(one)}
        >
          {t(`batches.acts.${one}`)}
        </Button>
      ))}
      {act && <StatusDialog act={act} batch={batch} onClose={() => setAct(undefined)} />}
    </>
  );
}

function StatusDialog({ act, batch, onClose }: { act: StatusAct; batch: Batch; onClose: () => void }) {
  const t = useT();
  const { number } = useFormat();
  const [reason, setReason] = useState('');
  const run = useAct<{ reason: string }, { tasks: number }>(
    (values, id) => ({ path: `/api/v1/batches/${batch.id}/${act}`, body: { id, ...values } }),
    { done: ({ tasks }) => t('batches.actDone', { formatted: number(tasks) }), onDone: onClose },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t(`batches.actTitles.${act}`, { lot: batch.lot })}
      text={t(`batches.actTexts.${act}`)}
      confirm={t(`batches.acts.${act}`)}
      color={act === 'release' ? undefined : 'red'}
      busy={run.isPending}
      disabled={!reason.trim()}
      error={run.error}
      onConfirm={() => run.mutate({ reason: reason.trim() })}
    >
      <Textarea
        label={t('common.reason')}
        required
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </Dialog>
  );
}
