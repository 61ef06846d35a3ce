// Re-packing one box into two: the first gets what is said of each batch, the second the rest.
import { Button, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import type { Package } from './package.ts';

interface Into {
  contents: { batch: string; doses: number }[];
}

export function SplitBox({ found }: { found: Package }) {
  const t = useT();
  const { number } = useFormat();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const [given, setGiven] = useState<Record<string, number | null>>({});
  const { sscc, revision, contents } = found;
  const split = useAct<{ into: Into[] }>(
    (values, id) => ({
      path: '/api/v1/packages/repack',
      body: { id, from: [{ sscc, revision }], ...values },
    }),
    { done: t('packages.splitDone'), onDone: () => navigate({ to: '/packages' }) },
  );
  const take = (pick: (doses: number, first: number) => number): Into => ({
    contents: contents
      .map(({ batch, doses }) => ({
        batch: batch.id,
        doses: pick(doses, Math.min(given[batch.id] ?? 0, doses)),
      }))
      .filter(({ doses }) => doses > 0),
  });
  const into = [take((_, first) => first), take((doses, first) => doses - first)];
  const whole = into.every((box) => box.contents.length > 0);
  return (
    <>
      <Button onClick={() => setOpened(true)}>{t('packages.split')}</Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('packages.splitTitle', { sscc })}
        text={t('packages.splitText')}
        confirm={t('packages.split')}
        busy={split.isPending}
        disabled={!whole}
        error={split.error}
        onConfirm={() => split.mutate({ into })}
      >
        <Stack>
          {contents.map(({ batch, doses }) => (
            <DosesInput
              key={batch.id}
              label={t('packages.first', {
                product: batch.product.name,
                lot: batch.lot,
                doses: number(doses),
              })}
              max={doses}
              value={given[batch.id] ?? null}
              onChange={(value) => setGiven({ ...given, [batch.id]: value })}
            />
          ))}
          {!whole && <p style={{ margin: 0, fontSize: 13.5 }}>{t('packages.splitWhole')}</p>}
        </Stack>
      </Dialog>
    </>
  );
}
