// Setting doses aside: first expiry first out is filled in; an officer may depart from it and says why.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { officerRoles } from '../../shared/area.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { Loaded } from '../../shared/parts/states.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import classes from './orders.module.css';
import type { Candidate, Order, OrderLine } from './contract.ts';
import { LotName } from './order-lines.tsx';

interface Candidates {
  neededUntil: string;
  items: Candidate[];
}

export function AllocateDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useT();
  const read = useRead<Candidates>(`/api/v1/orders/${order.id}/candidates`);
  if (read.data) return <Choosing order={order} candidates={read.data} onClose={onClose} />;
  return (
    <Dialog
      opened
      onClose={onClose}
      title={`${t('orders.acts.allocate')} · ${order.code}`}
      confirm={t('orders.acts.allocate')}
      disabled
      onConfirm={onClose}
    >
      <Loaded read={read}>{() => null}</Loaded>
    </Dialog>
  );
}

const firstExpiry = (items: readonly Candidate[]) =>
  new Map<string, number | null>(items.map(({ batch, suggested }) => [batch.id, suggested || null]));

interface ChoosingProps {
  order: Order;
  candidates: Candidates;
  onClose: () => void;
}

function Choosing({ order, candidates, onClose }: ChoosingProps) {
  const t = useT();
  const { day } = useFormat();
  const { user } = useSeat();
  const { items, neededUntil } = candidates;
  const [picks, setPicks] = useState(() => firstExpiry(items));
  const [reason, setReason] = useState('');
  const doing = useAct<{ lines: object[]; reason?: string }>(
    (values, id) => ({
      path: `/api/v1/orders/${order.id}/allocate`,
      body: { id, revision: order.revision, ...values },
    }),
    { onDone: onClose },
  );
  const isOfficer = (officerRoles as readonly string[]).includes(user.role);
  const chosen = [...picks].flatMap(([batch, doses]) => (doses ? [{ batch, doses }] : []));
  const lines = order.lines.filter(
    ({ unusable, open, allocated }) => !unusable && (open > 0 || allocated > 0),
  );
  const over = lines.some((line) => pickedOf(line, items, picks) > line.open);
  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      title={`${t('orders.acts.allocate')} · ${order.code}`}
      text={t('orders.allocateText', { day: day(neededUntil) })}
      confirm={t('orders.acts.allocate')}
      busy={doing.isPending}
      disabled={over || (chosen.length === 0 && order.lines.every(({ allocated }) => allocated === 0))}
      error={doing.error}
      onConfirm={() => doing.mutate({ lines: chosen, ...(reason.trim() && { reason: reason.trim() }) })}
    >
      <Group>
        <Button variant="light" onClick={() => setPicks(firstExpiry(items))}>
          {t('orders.allocateAuto')}
        </Button>
      </Group>
      {lines.map((line) => (
        <LineChoice
          key={line.line}
          line={line}
          candidates={items.filter((item) => item.line === line.line)}
          picks={picks}
          onPick={(batch, doses) => setPicks((before) => new Map(before).set(batch, doses))}
        />
      ))}
      {isOfficer && (
        <TextInput
          label={`${t('orders.override')} (${t('common.optional')})`}
          description={t('orders.overrideHint')}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </Dialog>
  );
}

const pickedOf = (line: OrderLine, items: readonly Candidate[], picks: Map<string, number | null>) =>
  items
    .filter((item) => item.line === line.line)
    .reduce((sum, { batch }) => sum + (picks.get(batch.id) ?? 0), 0);

interface LineChoiceProps {
  line: OrderLine;
  candidates: readonly Candidate[];
  picks: Map<string, number | null>;
  onPick: (batch: string, doses: number | null) => void;
}

function LineChoice({ line, candidates, picks, onPick }: LineChoiceProps) {
  const t = useT();
  const { number } = useFormat();
  const picked = pickedOf(line, candidates, picks);
  return (
    <Stack gap={8} component="fieldset" className={classes.line}>
      <legend className={classes.legend}>{line.product.name}</legend>
      <Text size="sm" c={picked > line.open ? 'red' : 'dimmed'} aria-live="polite">
        {t('orders.allocateNeed', { picked: number(picked), need: number(line.open) })}
        {picked > line.open && ` · ${t('orders.allocateOver')}`}
      </Text>
      {candidates.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('orders.allocateNone')}
        </Text>
      )}
      {candidates.map(({ batch, free, passedOver, earmarked, keptForOthers, otherActivities }) => (
        <div key={batch.id} className={classes.pick}>
          <div className={classes.lot}>
            <LotName batch={batch} />
            <Text size="sm" c="dimmed" component="div">
              {t('orders.allocateFree', { doses: number(free) })}
              {earmarked > 0 && ` · ${t('orders.allocateKept', { doses: number(earmarked) })}`}
              {keptForOthers > 0 &&
                ` · ${t('orders.allocateOthers', { doses: number(keptForOthers), activities: otherActivities ?? '' })}`}{' '}
              {passedOver && <Badge tone="amber">{t(`orders.passed.${passedOver}`)}</Badge>}
            </Text>
          </div>
          <DosesInput
            label={null}
            aria-label={t('orders.shipDoses', { lot: batch.lot })}
            className={classes.amount}
            perVial={line.product.dosesPerVial}
            max={free}
            disabled={free === 0 || (passedOver !== null && passedOver !== 'expires_before_cover')}
            value={picks.get(batch.id) ?? null}
            onChange={(doses) => onPick(batch.id, doses)}
          />
        </div>
      ))}
    </Stack>
  );
}
