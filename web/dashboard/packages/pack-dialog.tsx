// Packing loose doses of one batch into a new box at one's own place.
import { Button, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { BatchPicker } from '../../shared/parts/pickers.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import type { Package } from './package.ts';

export function PackBox() {
  const t = useT();
  const { user } = useSeat();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const [batch, setBatch] = useState<string | null>(null);
  const [doses, setDoses] = useState<number | null>(null);
  const pack = useAct<{ contents: { batch: string; doses: number }[] }, Package>(
    (values, id) => ({ path: '/api/v1/packages', body: { id, ...values } }),
    {
      done: ({ sscc }) => t('packages.packDone', { sscc }),
      onDone: ({ sscc }) => navigate({ to: `/packages/${sscc}` }),
    },
  );
  return (
    <>
      <Button onClick={() => setOpened(true)}>{t('packages.pack')}</Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('packages.packTitle')}
        confirm={t('packages.pack')}
        busy={pack.isPending}
        disabled={!batch || !doses}
        error={pack.error}
        shown={['/contents/0/doses']}
        onConfirm={() => batch && doses && pack.mutate({ contents: [{ batch, doses }] })}
      >
        <Stack>
          <BatchPicker
            label={t('packages.batch')}
            place={user.place.code}
            having="onHand"
            value={batch}
            onChange={setBatch}
          />
          <DosesInput value={doses} onChange={setDoses} error={errorAt(pack.error, '/contents/0/doses')} />
        </Stack>
      </Dialog>
    </>
  );
}
