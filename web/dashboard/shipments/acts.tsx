// What the person may do with a shipment now: each act asks once more, and says what it will change.
import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { officerRoles, stockRoles } from '../../shared/area.ts';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { ButtonLink } from '../../shared/parts/link.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useCovers } from '../covers.ts';
import { useSeat } from '../desk-provider.tsx';
import { dosesOf, pathOf, type Shipment } from './shipment.ts';

export function ShipmentActs({ shipment }: { shipment: Shipment }) {
  const t = useT();
  const { user } = useSeat();
  const moves = (stockRoles as readonly string[]).includes(user.role);
  const settles = (officerRoles as readonly string[]).includes(user.role);
  const covers = useCovers(moves || settles ? [shipment.from.code, shipment.to.code] : []);
  if (settles && covers(shipment.from.code) && shipment.lines.some(({ open }) => open > 0))
    return <ButtonLink to={`/shipments/${shipment.id}/settle`}>{t('receiving.settle')}</ButtonLink>;
  if (!moves) return null;
  const sends = covers(shipment.from.code);
  if (shipment.status === 'draft' && sends)
    return (
      <>
        <Dispatch shipment={shipment} />
        <WithReason shipment={shipment} act="cancel" />
      </>
    );
  if (shipment.status !== 'in_transit') return null;
  return (
    <>
      {covers(shipment.to.code) && (
        <ButtonLink to={`/shipments/${shipment.id}/receive`}>{t('shipments.receive')}</ButtonLink>
      )}
      {sends && <WithReason shipment={shipment} act="return" />}
    </>
  );
}

function Dispatch({ shipment }: { shipment: Shipment }) {
  const t = useT();
  const { number } = useFormat();
  const [opened, setOpened] = useState(false);
  const { code, from, to } = shipment;
  const dispatch = useAct<Record<string, never>>(
    (_, id) => ({ path: `${pathOf(shipment.id)}/dispatch`, body: { id } }),
    { done: t('shipments.dispatched', { code }), onDone: () => setOpened(false) },
  );
  return (
    <>
      <Button onClick={() => setOpened(true)}>{t('shipments.dispatch')}</Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('shipments.dispatchTitle', { code })}
        text={t('shipments.dispatchText', {
          doses: number(dosesOf(shipment)),
          from: from.name,
          to: to.name,
        })}
        confirm={t('shipments.dispatch')}
        busy={dispatch.isPending}
        error={dispatch.error}
        onConfirm={() => dispatch.mutate({})}
      />
    </>
  );
}

const words = {
  cancel: ['cancel', 'cancelTitle', 'cancelText', 'cancelled'],
  return: ['takeBack', 'takeBackTitle', 'takeBackText', 'takenBack'],
} as const;

function WithReason({ shipment, act }: { shipment: Shipment; act: 'cancel' | 'return' }) {
  const t = useT();
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState('');
  const [label, title, text, done] = words[act];
  const { code, from } = shipment;
  const run = useAct<{ reason: string }>(
    (values, id) => ({ path: `${pathOf(shipment.id)}/${act}`, body: { id, ...values } }),
    { done: t(`shipments.${done}`, { code }), onDone: () => setOpened(false) },
  );
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t(`shipments.${label}`)}
      </Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t(`shipments.${title}`, { code })}
        text={t(`shipments.${text}`, { from: from.name })}
        confirm={t(`shipments.${label}`)}
        color="red"
        busy={run.isPending}
        disabled={!reason.trim()}
        error={run.error}
        shown={['/reason']}
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
          error={errorAt(run.error, '/reason')}
          data-autofocus
        />
      </Dialog>
    </>
  );
}
