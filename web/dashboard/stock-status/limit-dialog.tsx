// Minimum and maximum of one place and vaccine: what the formula says, and what an officer sets instead, with the reason.
import { Group, SegmentedControl, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import type { Page } from '../../shared/contract.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { Loaded } from '../../shared/parts/states.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import type { Standing } from './status.ts';

interface Limits {
  source: 'formula' | 'manual';
  minimum: number;
  maximum: number;
  formula: {
    minimum: number;
    maximum: number;
    monthly: number;
    issues: number;
    stockOutDays: number;
    computedAt: string | null;
  };
  manual: { reason: string; setBy: string | null } | null;
}

interface Given {
  standing: Standing;
  onClose: () => void;
}

export function LimitDialog({ standing, onClose }: Given) {
  const { place, product } = standing;
  const read = useRead<Page<Limits>>('/api/v1/thresholds', { place: place.code, product: product.code });
  return (
    <Loaded read={read} rows={1}>
      {({ items: [limits] }) => <LimitForm standing={standing} limits={limits} onClose={onClose} />}
    </Loaded>
  );
}

interface Said {
  minimum?: number;
  maximum?: number;
  reason?: string;
  formula?: true;
}

function LimitForm({ standing, limits, onClose }: Given & { limits?: Limits }) {
  const t = useT();
  const { place, product } = standing;
  const [mode, setMode] = useState<'formula' | 'manual'>(limits?.source ?? 'manual');
  const [minimum, setMinimum] = useState<number | null>(limits?.minimum ?? null);
  const [maximum, setMaximum] = useState<number | null>(limits?.maximum ?? null);
  const [reason, setReason] = useState(limits?.manual?.reason ?? '');
  const [wrong, setWrong] = useState<string>();
  const act = useAct(
    (said: Said, id) => ({
      path: '/api/v1/thresholds',
      method: 'PUT',
      body: { id, place: place.code, product: product.code, ...said },
    }),
    { done: t('stockStatus.saved'), onDone: onClose },
  );
  function confirm() {
    if (mode === 'formula') return limits?.source === 'manual' ? act.mutate({ formula: true }) : onClose();
    if (minimum === null || maximum === null || !reason.trim()) return setWrong(t('stockStatus.fill'));
    if (minimum > maximum) return setWrong(t('stockStatus.order'));
    setWrong(undefined);
    act.mutate({ minimum, maximum, reason: reason.trim() });
  }
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('stockStatus.limitTitle')}
      text={
        <strong>
          {product.name} · {place.name}
        </strong>
      }
      confirm={t('common.save')}
      busy={act.isPending}
      error={act.error}
      shown={['/reason']}
      onConfirm={confirm}
    >
      <FormulaFacts limits={limits} />
      <SegmentedControl
        fullWidth
        aria-label={t('stockStatus.mode')}
        data={[
          { value: 'formula', label: t('stockStatus.formula') },
          { value: 'manual', label: t('stockStatus.manual') },
        ]}
        value={mode}
        onChange={(value) => setMode(value as 'formula' | 'manual')}
      />
      {mode === 'manual' && (
        <>
          <Group grow align="flex-start">
            <DosesInput label={t('stockStatus.minimum')} required value={minimum} onChange={setMinimum} />
            <DosesInput label={t('stockStatus.maximum')} required value={maximum} onChange={setMaximum} />
          </Group>
          <Textarea
            label={t('stockStatus.reason')}
            required
            value={reason}
            maxLength={500}
            autosize
            minRows={2}
            error={wrong ?? errorAt(act.error, '/reason')}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </>
      )}
    </Dialog>
  );
}

function FormulaFacts({ limits }: { limits?: Limits }) {
  const t = useT();
  const { number } = useFormat();
  const { formula, manual } = limits ?? {};
  return (
    <Text size="sm" c="dimmed" component="div">
      {formula?.computedAt
        ? t('stockStatus.formulaText', {
            minimum: number(formula.minimum),
            maximum: number(formula.maximum),
            issues: number(formula.issues),
            days: number(formula.stockOutDays),
            monthly: number(formula.monthly),
          })
        : t('stockStatus.formulaNone')}
      {manual && <div>{t('stockStatus.manualBy', { by: manual.setBy ?? '–', reason: manual.reason })}</div>}
    </Text>
  );
}
