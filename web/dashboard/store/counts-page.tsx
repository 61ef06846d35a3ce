// Counts of one's place and all below it; staff begin one.
import { Button, Checkbox } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { stockRoles } from '../../shared/area.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { ButtonLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Ago } from '../../shared/parts/moment.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { ProductPicker } from '../../shared/parts/pickers.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { toneOf } from './status.ts';
import type { Count, CountSummary } from './store.ts';

export default function CountsPage() {
  const t = useT();
  const { user } = useSeat();
  const [starting, setStarting] = useState(false);
  const read = useList<CountSummary>('/api/v1/counts', { place: user.place.code });
  const columns: Column<CountSummary>[] = [
    {
      key: 'what',
      title: t('common.product'),
      render: ({ product }) => product?.name ?? t('store.countWhole'),
      phone: 'title',
    },
    { key: 'place', title: t('common.place'), render: ({ place }) => place.name, phone: 'text' },
    {
      key: 'status',
      title: t('common.status'),
      render: ({ status }) => <Badge tone={toneOf(status)}>{t(`store.statuses.${status}`)}</Badge>,
      phone: 'badge',
    },
    { key: 'since', title: t('store.since'), render: ({ startedAt }) => <Ago at={startedAt} /> },
  ];
  const moves = (stockRoles as readonly string[]).includes(user.role);
  return (
    <Page
      title={t('store.countsTitle')}
      text={t('store.countsText')}
      actions={
        <>
          {moves && <Button onClick={() => setStarting(true)}>{t('store.countStart')}</Button>}
          <ButtonLink to="/counts/calendar" variant="default">
            {t('store.calendar')}
          </ButtonLink>
        </>
      }
    >
      <ListTable
        label={t('store.countsTitle')}
        read={read}
        columns={columns}
        rowKey={({ id }) => id}
        to={({ id }) => `/counts/${id}`}
        empty={<Empty title={t('store.countsEmpty')} />}
      />
      {starting && <StartDialog place={user.place.code} onClose={() => setStarting(false)} />}
    </Page>
  );
}

function StartDialog({ place, onClose }: { place: string; onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const [product, setProduct] = useState<string | null>(null);
  const [blind, setBlind] = useState(true);
  const start = useAct<{ product?: string; blind: boolean }, Count>(
    (values, id) => ({ path: '/api/v1/counts', body: { id, place, ...values } }),
    { done: false, onDone: ({ id }) => navigate({ to: `/counts/${id}` }) },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('store.countStart')}
      text={t('store.countStartText')}
      confirm={t('store.countStart')}
      busy={start.isPending}
      error={start.error}
      onConfirm={() => start.mutate({ product: product ?? undefined, blind })}
    >
      <ProductPicker value={product} onChange={setProduct} description={t('store.countProductHint')} />
      <Checkbox
        label={t('store.countBlind')}
        checked={blind}
        onChange={(event) => setBlind(event.currentTarget.checked)}
      />
    </Dialog>
  );
}
