// Destructions of a place: the list, and recording one of doses in quarantine with its official record and witnesses.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { stockRoles } from '../../shared/area.ts';
import { DocumentButton } from '../../shared/parts/document-button.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Moment } from '../../shared/parts/moment.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { DestroyDialog } from './destroy-dialog.tsx';
import type { Destruction } from './store.ts';

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
      title: t('common.date'),
      render: ({ occurredAt, place }) => <Moment at={occurredAt} timeZone={place.timeZone} />,
    },
    {
      key: 'record',
      title: '',
      phone: 'action',
      render: ({ id }) => (
        <DocumentButton size="xs" path={`/api/v1/documents/berita-acara/${id}`} paper="destruction" />
      ),
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
        to={({ id }) => `/destructions/${id}`}
        empty={<Empty title={t('store.destructionsEmpty')} />}
      />
      {recording && <DestroyDialog place={user.place.code} onClose={() => setRecording(false)} />}
    </Page>
  );
}
