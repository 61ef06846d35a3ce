// The sender's answer to a request: how many doses of each line, and why where they differ.
import { Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import type { Order } from './contract.ts';

interface Answer {
  line: number;
  doses: number | null;
  reason: string;
}

export function ConfirmDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useT();
  const { number } = useFormat();
  const [answers, setAnswers] = useState<Answer[]>(
    order.lines.map(({ line, asked }) => ({ line, doses: asked, reason: '' })),
  );
  const [comment, setComment] = useState('');
  const doing = useAct<{ lines: object[]; comment?: string }>(
    (values, id) => ({
      path: `/api/v1/orders/${order.id}/confirm`,
      body: { id, revision: order.revision, ...values },
    }),
    { onDone: onClose },
  );
  const change = (line: number, some: Partial<Answer>) =>
    setAnswers((before) => before.map((one) => (one.line === line ? { ...one, ...some } : one)));
  const differs = (answer: Answer) =>
    answer.doses !== order.lines.find(({ line }) => line === answer.line)!.asked;
  const whole = answers.every((one) => one.doses !== null && (!differs(one) || one.reason.trim() !== ''));
  const confirm = () =>
    doing.mutate({
      lines: answers.map((one) => ({
        line: one.line,
        doses: one.doses,
        ...(differs(one) && { reason: one.reason.trim() }),
      })),
      ...(comment.trim() && { comment: comment.trim() }),
    });
  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      title={`${t('orders.acts.confirm')} · ${order.code}`}
      text={t('orders.confirmText')}
      confirm={t('orders.acts.confirm')}
      busy={doing.isPending}
      disabled={!whole}
      error={doing.error}
      onConfirm={confirm}
    >
      {order.lines.map(({ line, product, asked }, index) => {
        const answer = answers[index]!;
        return (
          <Stack key={line} gap={6}>
            <DosesInput
              label={product.name}
              description={`${t('orders.asked')}: ${number(asked)}.`}
              perVial={product.dosesPerVial}
              value={answer.doses}
              onChange={(doses) => change(line, { doses })}
              error={errorAt(doing.error, `/lines/${index}/doses`)}
            />
            {differs(answer) && (
              <TextInput
                label={t('orders.confirmReason', { product: product.name })}
                placeholder={t('orders.confirmReasons')}
                required
                maxLength={500}
                value={answer.reason}
                onChange={(event) => change(line, { reason: event.currentTarget.value })}
                error={errorAt(doing.error, `/lines/${index}/reason`)}
              />
            )}
          </Stack>
        );
      })}
      <Textarea
        label={`${t('orders.comment')} (${t('common.optional')})`}
        maxLength={500}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
    </Dialog>
  );
}
