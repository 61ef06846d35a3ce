// Which places have acknowledged that a batch is held back or recalled, and which have not yet.
import { Button } from '@mantine/core';
import { useAct } from '../../shared/act.ts';
import type { PlaceRef } from '../../shared/contract.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Ago } from '../../shared/parts/moment.tsx';
import { Section } from '../../shared/parts/page.tsx';
import { useList } from '../../shared/read.ts';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';

interface Task {
  id: string;
  place: PlaceRef;
  openedAt: string;
  acknowledgedAt: string | null;
  closedAt: string | null;
}

export function Acknowledged({ batch }: { batch: string }) {
  const t = useT();
  const { user } = useSeat();
  const read = useList<Task>('/api/v1/tasks', { kind: 'recall_acknowledge', batch, limit: 200 });
  const acknowledge = useAct<string>(
    (task, id) => ({ path: `/api/v1/tasks/${task}/acknowledge`, body: { id } }),
    { done: t('batches.acknowledgedDone') },
  );
  const tasks = read.items.filter(
    ({ closedAt, acknowledgedAt }) => acknowledgedAt !== null || closedAt === null,
  );
  if (tasks.length === 0) return null;
  const mine = ({ place, acknowledgedAt }: Task) =>
    place.code === user.place.code && acknowledgedAt === null && user.role !== 'auditor';
  const columns: Column<Task>[] = [
    { key: 'place', title: t('common.place'), render: ({ place }) => place.name, phone: 'title' },
    {
      key: 'state',
      title: t('common.status'),
      render: ({ acknowledgedAt }) =>
        acknowledgedAt ? (
          <Badge tone="green">{t('batches.acknowledged')}</Badge>
        ) : (
          <Badge tone="amber">{t('batches.notAcknowledged')}</Badge>
        ),
      phone: 'badge',
    },
    {
      key: 'at',
      title: t('batches.since'),
      render: ({ acknowledgedAt, openedAt }) => <Ago at={acknowledgedAt ?? openedAt} />,
      phone: 'text',
    },
    {
      key: 'act',
      title: '',
      render: (task) =>
        mine(task) && (
          <Button
            size="compact-sm"
            loading={acknowledge.isPending}
            onClick={() => acknowledge.mutate(task.id)}
          >
            {t('batches.acknowledge')}
          </Button>
        ),
      phone: 'action',
    },
  ];
  return (
    <Section title={t('batches.tasks')}>
      <ListTable
        label={t('batches.tasks')}
        read={{ ...read, items: tasks }}
        columns={columns}
        rowKey={({ id }) => id}
        empty={<p>{t('batches.tasksEmpty')}</p>}
      />
    </Section>
  );
}
