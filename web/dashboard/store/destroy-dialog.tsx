// Recording a destruction: doses in quarantine, or recalled and expired ones on the shelf, of one batch or several; the
// official record with its number and, if it is at hand, its picture; the witnesses.
import { ActionIcon, Button, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { newId, useAct } from '../../shared/act.ts';
import type { Photo, StockItem } from '../../shared/contract.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { useNow } from '../../shared/parts/moment.tsx';
import { ChosenPhotos, PhotoButton } from '../../shared/parts/photo-input.tsx';
import { BatchPicker } from '../../shared/parts/pickers.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { contentOf, useAttach } from '../../shared/photos.ts';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { todayAt } from '../stock/condition.ts';
import classes from './destroy.module.css';
import { methods, type Destruction } from './store.ts';

interface Line {
  key: string;
  batch: string | null;
  doses: number | null;
}

const NOBODY = { name: '', position: '' };
const blank = (): Line => ({ key: newId(), batch: null, doses: null });

export function DestroyDialog({ place, onClose }: { place: string; onClose: () => void }) {
  const t = useT();
  const [lines, setLines] = useState<Line[]>([blank()]);
  const [beritaAcara, setNumber] = useState('');
  const [method, setMethod] = useState<string | null>(null);
  const [witnesses, setWitnesses] = useState([NOBODY, NOBODY]);
  const [photos, setPhotos] = useState<Photo[]>([]);
  const [done, setDone] = useState<Destruction>();
  const attach = useAttach(onClose);
  // The first picture goes with the record itself: both are kept, or neither.
  const [signed, ...others] = photos;
  const send = (document: string) => attach.mutate(others.map((photo) => ({ photo, document })));
  const destroy = useAct<object, Destruction>(
    (values, id) => ({ path: '/api/v1/destructions', body: { id, place, ...values } }),
    {
      done: t('store.destroyed'),
      onDone(destruction) {
        if (others.length === 0) return onClose();
        // It is recorded: from here on only its other papers are tried again.
        setDone(destruction);
        send(destruction.id);
      },
    },
  );
  const named = witnesses.every(({ name, position }) => name.trim() && position.trim());
  const ready = lines.every(({ batch, doses }) => batch && doses) && beritaAcara.trim() && method && named;
  const set = (at: number, some: Partial<typeof NOBODY>) =>
    setWitnesses((all) => all.map((one, index) => (index === at ? { ...one, ...some } : one)));
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('store.destroy')}
      text={done ? t('store.destroyPapers') : t('store.destroyText')}
      confirm={done ? t('common.retry') : t('store.destroy')}
      color={done ? undefined : 'red'}
      busy={destroy.isPending || attach.isPending}
      disabled={!ready}
      error={destroy.error ?? attach.error}
      onConfirm={() =>
        done
          ? send(done.id)
          : destroy.mutate({
              lines: lines.map(({ batch, doses }) => ({ batch, doses })),
              beritaAcara: beritaAcara.trim(),
              method,
              witnesses,
              ...(signed && { attachment: { id: signed.id, content: contentOf(signed) } }),
            })
      }
    >
      {!done && (
        <>
          <DestroyLines place={place} lines={lines} onChange={setLines} error={destroy.error} />
          <TextInput
            required
            label={t('store.beritaAcara')}
            maxLength={100}
            value={beritaAcara}
            onChange={(event) => setNumber(event.currentTarget.value)}
          />
          <Select
            required
            label={t('store.method')}
            data={methods.map((value) => ({ value, label: t(`store.methods.${value}`) }))}
            value={method}
            onChange={setMethod}
          />
          {witnesses.map(({ name, position }, at) => (
            <div key={at} className={classes.pair}>
              <TextInput
                required
                label={t('store.witness', { n: at + 1 })}
                maxLength={200}
                value={name}
                onChange={(event) => set(at, { name: event.currentTarget.value })}
              />
              <TextInput
                required
                label={t('store.position', { n: at + 1 })}
                maxLength={200}
                value={position}
                onChange={(event) => set(at, { position: event.currentTarget.value })}
              />
            </div>
          ))}
        </>
      )}
      <div>
        <PhotoButton
          size="compact-sm"
          label={t('store.beritaAcaraPhoto')}
          onAdd={(added) => setPhotos((before) => [...before, ...added])}
        />
      </div>
      <ChosenPhotos
        photos={photos}
        onRemove={(id) => setPhotos((before) => before.filter((photo) => photo.id !== id))}
      />
    </Dialog>
  );
}

interface DestroyLinesProps {
  place: string;
  lines: readonly Line[];
  onChange: (lines: Line[]) => void;
  error: unknown;
}

function DestroyLines({ place, lines, onChange, error }: DestroyLinesProps) {
  const t = useT();
  const { user } = useSeat();
  const today = todayAt(user.place.timeZone ?? 'Asia/Jakarta', useNow());
  const destroyable = ({ batch, quarantined, available }: StockItem) =>
    quarantined + (batch.status !== 'released' || batch.expiry < today ? available : 0);
  const change = (key: string, some: Partial<Line>) =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...some } : line)));
  const numbered = (name: string, index: number) => (index === 0 ? name : `${name} ${index + 1}`);
  return (
    <Stack gap="xs">
      {lines.map(({ key, batch, doses }, index) => (
        <div key={key} className={classes.line}>
          <BatchPicker
            required
            label={numbered(t('common.batch'), index)}
            place={place}
            value={batch}
            amountOf={destroyable}
            onChange={(id, item) => change(key, { batch: id, doses: item ? destroyable(item) : null })}
            error={errorAt(error, `/lines/${index}`) ?? errorAt(error, `/lines/${index}/batch`)}
          />
          <DosesInput
            required
            label={numbered(t('common.doses'), index)}
            value={doses}
            onChange={(given) => change(key, { doses: given })}
            error={errorAt(error, `/lines/${index}/doses`)}
          />
          {lines.length > 1 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              mt={25}
              aria-label={`${t('common.remove')} ${index + 1}`}
              onClick={() => onChange(lines.filter((line) => line.key !== key))}
            >
              <IconX size={18} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
      <div>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => onChange([...lines, blank()])}
        >
          {t('store.addBatch')}
        </Button>
      </div>
    </Stack>
  );
}
