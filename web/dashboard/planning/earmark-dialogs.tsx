// Keeping doses for an activity, moving them to another, letting them go.
import { Select } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { BatchPicker, PlacePicker, ProductPicker, useProducts } from '../../shared/parts/pickers.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useList } from '../../shared/read.ts';
import { useLanguage, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import type { Activity, Earmark } from './shapes.ts';

export function KeepDialog({ activity, onClose }: { activity: Activity; onClose: () => void }) {
  const t = useT();
  const { user } = useSeat();
  const only = activity.products.map(({ code }) => code);
  const [place, setPlace] = useState(user.place.code);
  const [product, setProduct] = useState<string | null>(only.length === 1 ? only[0]! : null);
  const [batch, setBatch] = useState<string | null>(null);
  const [doses, setDoses] = useState<number | null>(null);
  const perVial = useProducts().data?.items.find(({ code }) => code === product)?.dosesPerVial;
  const keep = useAct<{ place: string; line: object }>(
    ({ place: at, line }, id) => ({
      path: '/api/v1/earmarks',
      body: { id, activity: activity.code, place: at, lines: [line] },
    }),
    { onDone: onClose },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('planning.keep')}
      text={t('planning.keepText')}
      confirm={t('planning.keep')}
      busy={keep.isPending}
      disabled={!product || !doses}
      error={keep.error}
      shown={['/lines/0/doses']}
      onConfirm={() => keep.mutate({ place, line: batch ? { batch, doses } : { product, doses } })}
    >
      <PlacePicker
        required
        value={place}
        onChange={(code) => {
          setPlace(code ?? user.place.code);
          setBatch(null);
        }}
      />
      <ProductPicker
        required
        only={only}
        value={product}
        onChange={(code) => {
          setProduct(code);
          setBatch(null);
        }}
      />
      {product && (
        <BatchPicker
          place={place}
          product={product}
          having="free"
          placeholder={t('planning.firstToExpire')}
          value={batch}
          onChange={setBatch}
        />
      )}
      <DosesInput
        required
        perVial={perVial}
        value={doses}
        onChange={setDoses}
        error={errorAt(keep.error, '/lines/0/doses')}
      />
    </Dialog>
  );
}

export function MoveDialog({ earmark, onClose }: { earmark: Earmark; onClose: () => void }) {
  const t = useT();
  const language = useLanguage();
  const { activity, place, batch } = earmark;
  const [to, setTo] = useState<string | null>(null);
  const [doses, setDoses] = useState<number | null>(earmark.doses);
  const open = useList<Activity>('/api/v1/activities', { place: place.code, open: true, limit: 200 });
  const move = useAct<{ to: string; doses: number }>(
    (values, id) => ({
      path: '/api/v1/earmarks/move',
      body: { id, place: place.code, batch: batch.id, from: activity.code, ...values },
    }),
    { onDone: onClose },
  );
  const others = open.items.filter(
    ({ code, products }) =>
      code !== activity.code && (products.length === 0 || products.some(({ id }) => id === batch.product.id)),
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('planning.move')}
      text={t('planning.moveText', { lot: batch.lot })}
      confirm={t('planning.move')}
      busy={move.isPending}
      disabled={!to || !doses}
      error={move.error}
      onConfirm={() => move.mutate({ to: to!, doses: doses! })}
    >
      <Select
        label={t('planning.moveTo')}
        required
        searchable
        data={others.map(({ code, name }) => ({ value: code, label: `${name[language]} · ${code}` }))}
        value={to}
        onChange={setTo}
      />
      <DosesInput required value={doses} onChange={setDoses} />
    </Dialog>
  );
}

export function ReleaseDialog({ earmark, onClose }: { earmark: Earmark; onClose: () => void }) {
  const t = useT();
  const { activity, place, batch } = earmark;
  const [doses, setDoses] = useState<number | null>(earmark.doses);
  const release = useAct<number>(
    (some, id) => ({
      path: '/api/v1/earmarks/release',
      body: { id, place: place.code, batch: batch.id, activity: activity.code, doses: some },
    }),
    { onDone: onClose },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('planning.release')}
      text={t('planning.releaseText', { lot: batch.lot })}
      confirm={t('planning.release')}
      busy={release.isPending}
      disabled={!doses}
      error={release.error}
      onConfirm={() => release.mutate(doses!)}
    >
      <DosesInput required value={doses} onChange={setDoses} />
    </Dialog>
  );
}
