// What is ready leaves, all of it or a part: allocated batches, and the unusable stock of a return.
import { Alert, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import classes from './orders.module.css';
import type { Lot, Order } from './contract.ts';
import { LotName } from './order-lines.tsx';

interface Ready {
  batch: Lot;
  name: string;
  perVial: number;
  doses: number;
}

const readyOf = (order: Order): Ready[] =>
  order.lines.flatMap(({ product, batch, unusable, open, allocations }) => {
    const common = { name: product.name, perVial: product.dosesPerVial };
    if (unusable && batch && open > 0) return [{ ...common, batch, doses: open }];
    return allocations.map((one) => ({ ...common, batch: one.batch, doses: one.doses }));
  });

export function ShipDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useT();
  const { number } = useFormat();
  const ready = readyOf(order);
  const [going, setGoing] = useState(
    () => new Map<string, number | null>(ready.map(({ batch, doses }) => [batch.id, doses])),
  );
  const [note, setNote] = useState('');
  const doing = useAct<{ lines: object[]; note?: string }>(
    (values, id) => ({
      path: `/api/v1/orders/${order.id}/ship`,
      body: { id, revision: order.revision, ...values },
    }),
    { done: t('orders.shipped_'), onDone: onClose },
  );
  const lines = [...going].flatMap(([batch, doses]) => (doses ? [{ batch, doses }] : []));
  const over = ready.some(({ batch, doses }) => (going.get(batch.id) ?? 0) > doses);
  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      title={`${t('orders.acts.ship')} · ${order.code}`}
      text={t('orders.shipText')}
      confirm={t('orders.acts.ship')}
      busy={doing.isPending}
      disabled={over || lines.length === 0}
      error={doing.error}
      onConfirm={() => doing.mutate({ lines, ...(note.trim() && { note: note.trim() }) })}
    >
      {ready.length === 0 && <Alert color="orange">{t('orders.shipNone')}</Alert>}
      {ready.map(({ batch, name, perVial, doses }) => (
        <div key={batch.id} className={classes.pick}>
          <div className={classes.lot}>
            <strong>{name}</strong>
            <Text size="sm" c="dimmed" component="div">
              <LotName batch={batch} /> · {number(doses)}
            </Text>
          </div>
          <DosesInput
            label={null}
            aria-label={t('orders.shipDoses', { lot: batch.lot })}
            className={classes.amount}
            perVial={perVial}
            max={doses}
            value={going.get(batch.id) ?? null}
            onChange={(given) => setGoing((before) => new Map(before).set(batch.id, given))}
          />
        </div>
      ))}
      <TextInput
        label={`${t('common.note')} (${t('common.optional')})`}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </Dialog>
  );
}
