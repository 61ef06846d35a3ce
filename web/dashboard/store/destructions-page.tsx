// Destructions of a place: the list, and recording one of doses in quarantine with its official record and witnesses.
import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { stockRoles } from '../../shared/area.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Moment } from '../../shared/parts/moment.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { BatchPicker } from '../../shared/parts/pickers.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { methods, type Destruction } from './store.ts';

export default function DestructionsPage() {
  const t = useT();
  const { number } = useFormat();
  const { user } = useSeat();
  const [recording, setRecording] = useState(false);
  const read = useList<Destruction>('/api/v1/destructions', { place: user.place.code });
  const columns: Column<Destruction>[] = [
    { key: 'number', title: t('store.beritaAcara'), render: (row) => row.beritaAcara, phone: 'title' },
    { key: 'place', title: t('common.place'), render: ({ place }) => place.name, phone: 'text' },
    { key: 'method', title: t('store.method'), render: ({ method }) => t(`store.methods.${method}`) },
    {
      key: 'witnesses',
      title: t('store.witnesses'),
      render: ({ witnesses }) => witnesses.map(({ name }) => name).join(', '),
    },
    { key: 'doses', title: t('common.doses'), numeric: true, render: ({ doses }) => number(doses) },
    {
      key: 'at',
      title: t('store.since'),
      render: ({ occurredAt, place }) => <Moment at={occurredAt} timeZone={place.timeZone} />,
    },
  ];
  const moves = (stockRoles as readonly string[]).includes(user.role);
  return (
    <Page
      title={t('store.destructionsTitle')}
      text={t('store.destructionsText')}
      actions={moves && <Button onClick={() => setRecording(true)}>{t('store.destroy')}</Button>}
    >
      <ListTable
        label={t('store.destructionsTitle')}
        read={read}
        columns={columns}
        rowKey={({ id }) => id}
        empty={<Empty title={t('store.destructionsEmpty')} />}
      />
      {recording && <DestroyDialog place={user.place.code} onClose={() => setRecording(false)} />}
    </Page>
  );
}

const NOBODY = { name: '', position: '' };

function DestroyDialog({ place, onClose }: { place: string; onClose: () => void }) {
  const t = useT();
  const [batch, setBatch] = useState<string | null>(null);
  const [doses, setDoses] = useState<number | null>(null);
  const [beritaAcara, setNumber] = useState('');
  const [method, setMethod] = useState<string | null>(null);
  const [witnesses, setWitnesses] = useState([NOBODY, NOBODY]);
  const destroy = useAct<object>(
    (values, id) => ({ path: '/api/v1/destructions', body: { id, place, ...values } }),
    { done: t('store.destroyed'), onDone: onClose },
  );
  const named = witnesses.every(({ name, position }) => name.trim() && position.trim());
  const ready = batch && doses && beritaAcara.trim() && method && named;
  const set = (at: number, change: Partial<typeof NOBODY>) =>
    setWitnesses((all) => all.map((one, index) => (index === at ? { ...one, ...change } : one)));
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('store.destroy')}
      text={t('store.destroyText')}
      confirm={t('store.destroy')}
      color="red"
      busy={destroy.isPending}
      disabled={!ready}
      error={destroy.error}
      onConfirm={() =>
        destroy.mutate({ lines: [{ batch, doses }], beritaAcara: beritaAcara.trim(), method, witnesses })
      }
    >
      <BatchPicker
        required
        place={place}
        value={batch}
        having="quarantined"
        onChange={(id, item) => {
          setBatch(id);
          setDoses(item?.quarantined ?? null);
        }}
      />
      <DosesInput required value={doses} onChange={setDoses} />
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
        <div key={at} style={{ display: 'grid', gap: 8, gridTemplateColumns: '1fr 1fr' }}>
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
    </Dialog>
  );
}
