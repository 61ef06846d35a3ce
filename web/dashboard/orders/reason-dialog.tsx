// Closing the rest, cancelling, remarking: one sentence is asked for.
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { useT } from '../../shared/speech.tsx';
import type { Order } from './contract.ts';

interface Props {
  order: Order;
  act: 'close' | 'cancel' | 'comment';
  onClose: () => void;
}

export function ReasonDialog({ order, act, onClose }: Props) {
  const t = useT();
  const [words, setWords] = useState('');
  const doing = useAct<string>(
    (said, id) => ({
      path: `/api/v1/orders/${order.id}/${act}`,
      body: act === 'comment' ? { id, comment: said } : { id, reason: said, revision: order.revision },
    }),
    { onDone: onClose },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={`${t(`orders.acts.${act}`)} · ${order.code}`}
      text={act === 'comment' ? undefined : t(`orders.${act}Text`)}
      confirm={t(`orders.acts.${act}`)}
      color={act === 'comment' ? undefined : 'red'}
      busy={doing.isPending}
      disabled={words.trim() === ''}
      error={doing.error}
      onConfirm={() => doing.mutate(words.trim())}
    >
      <Textarea
        label={act === 'comment' ? t('orders.comment') : t('common.reason')}
        required
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
    </Dialog>
  );
}
