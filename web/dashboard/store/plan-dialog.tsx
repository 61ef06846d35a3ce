// Setting how often a place counts, or every place of a level below it; an existing plan is changed or switched off.
import { Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { levelName } from '../../shared/names.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { PlacePicker, ProductPicker } from '../../shared/parts/pickers.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { periods, type CountPlan } from './store.ts';

const levels = ['province', 'district', 'health_centre', 'hospital', 'clinic', 'post'] as const;

export function PlanDialog({ plan, onClose }: { plan?: CountPlan; onClose: () => void }) {
  const t = useT();
  const { number } = useFormat();
  const { user } = useSeat();
  const [place, setPlace] = useState<string | null>(plan?.place.code ?? user.place.code);
  const [level, setLevel] = useState<string | null>(null);
  const [product, setProduct] = useState<string | null>(plan?.product?.code ?? null);
  const [every, setEvery] = useState<string | null>(plan?.every ?? 'month');
  const [nextDue, setNextDue] = useState(plan?.nextDue ?? '');
  const [active, setActive] = useState(plan?.active ?? true);
  const set = useAct<object, { places: number }>(
    (values, id) => ({ path: '/api/v1/count-plans', body: { id, ...values } }),
    {
      done: ({ places }) => t('store.planned', { count: places, formatted: number(places) }),
      onDone: onClose,
    },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('store.plan')}
      text={t('store.planText')}
      confirm={t('common.save')}
      busy={set.isPending}
      disabled={!place || !every || !nextDue}
      error={set.error}
      shown={['/nextDue']}
      onConfirm={() =>
        set.mutate({
          place,
          level: level ?? undefined,
          product: product ?? undefined,
          every,
          nextDue,
          active,
        })
      }
    >
      <PlacePicker required value={place} onChange={setPlace} disabled={plan !== undefined} />
      {!plan && (
        <Select
          label={t('store.planLevel')}
          placeholder={t('store.planOnlyPlace')}
          clearable
          clearButtonProps={{ 'aria-label': t('common.remove') }}
          data={levels.map((value) => ({ value, label: levelName(t, value) }))}
          value={level}
          onChange={setLevel}
        />
      )}
      <ProductPicker
        value={product}
        onChange={setProduct}
        placeholder={t('store.countWhole')}
        disabled={plan !== undefined}
      />
      <Select
        required
        label={t('store.every')}
        data={periods.map((value) => ({ value, label: t(`store.periods.${value}`) }))}
        value={every}
        onChange={setEvery}
      />
      <TextInput
        required
        type="date"
        label={t('store.nextDue')}
        value={nextDue}
        onChange={(event) => setNextDue(event.currentTarget.value)}
        error={errorAt(set.error, '/nextDue')}
      />
      {plan && (
        <Checkbox
          label={t('store.planActive')}
          checked={active}
          onChange={(event) => setActive(event.currentTarget.checked)}
        />
      )}
    </Dialog>
  );
}
