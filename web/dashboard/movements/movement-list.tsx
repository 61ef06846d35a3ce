// What happened to stock at a place, of all batches or of one; single movements can be reversed here.
import { Button, Textarea } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { api } from '../../shared/api.ts';
import { stockRoles } from '../../shared/area.ts';
import type { BatchRef } from '../../shared/contract.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { TextLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Moment } from '../../shared/parts/moment.tsx';
import { useReasonName } from '../../shared/parts/pickers.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { canReverse, kindName, type Movement } from './movement.ts';

export function MovementList({ place, batch }: { place: string; batch?: string }) {
  const t = useT();
  const { user } = useSeat();
  const { number } = useFormat();
  const reasonName = useReasonName();
  const [chosen, setChosen] = useState<Movement>();
  const read = useList<Movement>('/api/v1/movements', { place, batch });
  const nameOf = useBatchNames(batch ? [] : read.items.map((movement) => movement.batch));
  const moves = (stockRoles as readonly string[]).includes(user.role);
  const columns: Column<Movement>[] = [
    {
      key: 'kind',
      title: t('movements.what'),
      render: (movement) => (
        <>
          {movement.kind.startsWith('shipment.') && movement.document ? (
            <TextLink to={`/shipments/${movement.document}`}>{kindName(t, movement.kind)}</TextLink>
          ) : (
            kindName(t, movement.kind)
          )}{' '}
          {movement.reversedBy && <Badge tone="grey">{t('movements.reversed')}</Badge>}
        </>
      ),
      phone: 'title',
    },
    ...(batch
      ? []
      : [
          {
            key: 'batch',
            title: t('common.batch'),
            render: ({ batch: id, batches }: Movement) =>
              id ? (
                <TextLink to={`/stock/${place}/${id}`}>{nameOf(id) ?? '…'}</TextLink>
              ) : (
                t('movements.batches', { count: batches })
              ),
            phone: 'text' as const,
          },
        ]),
    {
      key: 'doses',
      title: t('common.doses'),
      render: ({ doses }) => (doses === null ? '–' : number(doses)),
      numeric: true,
    },
    {
      key: 'change',
      title: t('movements.change'),
      render: ({ change }) => <span data-change={change}>{signed(change, number)}</span>,
      numeric: true,
    },
    {
      key: 'reason',
      title: t('common.reason'),
      render: ({ reason, note }) => [reason && reasonName(reason), note].filter(Boolean).join(' · ') || '–',
    },
    {
      key: 'at',
      title: t('movements.occurred'),
      render: ({ occurredAt }) => <Moment at={occurredAt} timeZone={user.place.timeZone} />,
    },
  ];
  if (moves)
    columns.push({
      key: 'reverse',
      title: '',
      render: (movement) =>
        canReverse(movement) && (
          <Button variant="subtle" size="compact-sm" onClick={() => setChosen(movement)}>
            {t('movements.reverse')}
          </Button>
        ),
      phone: 'action',
    });
  return (
    <>
      <ListTable
        label={t('movements.list')}
        read={read}
        columns={columns}
        rowKey={({ id }) => id}
        empty={<Empty title={t('movements.emptyTitle')} text={t('movements.emptyText')} />}
      />
      {chosen && <Reverse movement={chosen} onClose={() => setChosen(undefined)} />}
    </>
  );
}

const signed = (doses: number, number: (value: number) => string) => (doses > 0 ? '+' : '') + number(doses);

/** The list names batches by their ids only; each is looked up once. */
function useBatchNames(ids: readonly (string | null)[]): (id: string) => string | undefined {
  const { desk } = useSeat();
  const unknown = [...new Set(ids)].filter((id): id is string => id !== null && !desk.book.batch(id));
  const found = useQueries({
    queries: unknown.map((id) => ({
      queryKey: ['batches', `/api/v1/batches/${id}`, {}],
      queryFn: () => api<BatchRef>(`/api/v1/batches/${id}`),
      staleTime: 600_000,
    })),
  });
  return (id) => {
    const batch = desk.book.batch(id) ?? found[unknown.indexOf(id)]?.data;
    return batch && `${batch.product.name} ${batch.lot}`;
  };
}

function Reverse({ movement, onClose }: { movement: Movement; onClose: () => void }) {
  const t = useT();
  const { number } = useFormat();
  const [reason, setReason] = useState('');
  const reverse = useAct<{ reason: string }>(
    (values, id) => ({ path: `/api/v1/movements/${movement.id}/reverse`, body: { id, ...values } }),
    { done: t('movements.reversedDone'), onDone: onClose },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('movements.reverseTitle', {
        kind: kindName(t, movement.kind),
        doses: number(movement.doses ?? 0),
      })}
      text={t('movements.reverseText')}
      confirm={t('movements.reverse')}
      color="red"
      busy={reverse.isPending}
      disabled={!reason.trim()}
      error={reverse.error}
      onConfirm={() => reverse.mutate({ reason: reason.trim() })}
    >
      <Textarea
        label={t('common.reason')}
        required
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </Dialog>
  );
}
