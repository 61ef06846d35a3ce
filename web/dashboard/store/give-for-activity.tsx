// Doses from an open vial for an activity other than the one it was opened for. Nothing where no activity is under way.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useList } from '../../shared/read.ts';
import { useT } from '../../shared/speech.tsx';
import { ActivitySelect } from '../planning/activity-select.tsx';
import type { Activity } from '../planning/shapes.ts';
import type { Vial } from './store.ts';

interface Given {
  doses: number;
  activity: string;
}

export function GiveForActivity({ vial, place }: { vial: Vial; place: string }) {
  const t = useT();
  const [opened, setOpened] = useState(false);
  const read = useList<Activity>('/api/v1/activities', { place, open: true, limit: 200 });
  const product = vial.batch.product.id;
  const fits = ({ code, products }: Activity) =>
    code !== vial.activity?.code && (products.length === 0 || products.some(({ id }) => id === product));
  if (!read.items.some(fits)) return null;
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)}>
        {t('store.giveFor')}
      </Button>
      {opened && <GiveDialog vial={vial} place={place} onClose={() => setOpened(false)} />}
    </>
  );
}

function GiveDialog({ vial, place, onClose }: { vial: Vial; place: string; onClose: () => void }) {
  const t = useT();
  const [doses, setDoses] = useState<number | null>(1);
  const [activity, setActivity] = useState<string | null>(null);
  const give = useAct<Given, Vial>(
    (values, id) => ({ path: `/api/v1/vials/${vial.id}/give`, body: { id, ...values } }),
    { done: ({ left }) => t('store.given', { left }), onDone: onClose },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('store.giveForTitle', { product: vial.batch.product.name })}
      text={t('store.giveForText', { left: vial.left })}
      confirm={t('store.give')}
      busy={give.isPending}
      disabled={!doses || doses > vial.left || activity === null}
      error={give.error}
      shown={['/doses', '/activity']}
      onConfirm={() => doses && activity && give.mutate({ doses, activity })}
    >
      <DosesInput
        required
        max={vial.left}
        value={doses}
        onChange={setDoses}
        error={errorAt(give.error, '/doses')}
      />
      <ActivitySelect
        place={place}
        product={vial.batch.product.id}
        value={activity}
        onChange={setActivity}
        error={errorAt(give.error, '/activity')}
      />
    </Dialog>
  );
}
