// The two things that staff do with a task of their own place: acknowledge it, or put it off with a reason.
import { Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useT } from '../../shared/speech.tsx';
import type { Task } from './task.ts';

interface Given {
  task: Task;
  onClose: () => void;
}

const dayLength = 86_400_000;
const choices = [1, 3, 7, 14, 30] as const;

export function AcknowledgeDialog({ task, onClose }: Given) {
  const t = useT();
  const [note, setNote] = useState('');
  const act = useAct(
    (said: { note?: string }, id) => ({
      path: `/api/v1/tasks/${task.id}/acknowledge`,
      body: { id, ...said },
    }),
    { done: t('tasks.acknowledged'), onDone: onClose },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('tasks.acknowledgeTitle')}
      text={
        <>
          <strong>{task.title}</strong>
          <br />
          {t('tasks.acknowledgeText', { place: task.place.name })}
        </>
      }
      confirm={t('tasks.acknowledge')}
      busy={act.isPending}
      error={act.error}
      onConfirm={() => act.mutate(note.trim() ? { note: note.trim() } : {})}
    >
      <Textarea
        label={t('tasks.note')}
        value={note}
        maxLength={500}
        autosize
        minRows={2}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </Dialog>
  );
}

export function SnoozeDialog({ task, onClose }: Given) {
  const t = useT();
  const [days, setDays] = useState<string>('1');
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const act = useAct(
    (said: { until: string; reason: string }, id) => ({
      path: `/api/v1/tasks/${task.id}/snooze`,
      body: { id, ...said },
    }),
    { done: t('tasks.snoozedDone'), onDone: onClose },
  );
  function confirm() {
    if (!reason.trim()) return setMissing(true);
    // Whole minutes: pressed again, it is the same command under the same id.
    const until = new Date(Math.floor(Date.now() / 60_000) * 60_000 + Number(days) * dayLength);
    act.mutate({ until: until.toISOString(), reason: reason.trim() });
  }
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('tasks.snoozeTitle')}
      text={
        <>
          <strong>{task.title}</strong>
          <br />
          {t('tasks.snoozeText')}
        </>
      }
      confirm={t('tasks.snooze')}
      busy={act.isPending}
      error={act.error}
      shown={['/reason']}
      onConfirm={confirm}
    >
      <Select
        label={t('tasks.until')}
        data={choices.map((count) => ({
          value: String(count),
          label: count === 1 ? t('tasks.tomorrow') : t('tasks.inDays', { days: count }),
        }))}
        value={days}
        allowDeselect={false}
        onChange={(value) => setDays(value ?? '1')}
      />
      <Textarea
        label={t('tasks.reason')}
        required
        value={reason}
        maxLength={500}
        autosize
        minRows={2}
        error={missing && !reason.trim() ? t('tasks.reasonMissing') : errorAt(act.error, '/reason')}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Dialog>
  );
}
