// The tasks of one's place and of all below it: found by state, kind and area; acknowledged or put off where they stand.
import { Button, Group, Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { roleName } from '../../shared/names.ts';
import { useFilters } from '../../shared/filters.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { FilterBar, FilterChoice } from '../../shared/parts/filter-bar.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Ago } from '../../shared/parts/moment.tsx';
import { TextLink } from '../../shared/parts/link.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { useProducts } from '../../shared/parts/pickers.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList, useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { AcknowledgeDialog, SnoozeDialog } from './task-dialogs.tsx';
import { MailDialog } from './mail-dialog.tsx';
import { aboutOf, tones, type Task } from './task.ts';

const states = {
  open: { open: true, snoozed: false },
  snoozed: { open: true, snoozed: true },
  closed: { open: false },
};

interface Count {
  kind: string;
  all: number;
}

export default function TasksPage() {
  const t = useT();
  const { user } = useSeat();
  const [filters, change] = useFilters({ state: 'open', kind: '', scope: 'below' });
  const [asked, setAsked] = useState<{ act: 'acknowledge' | 'snooze'; task: Task }>();
  const [mailing, setMailing] = useState(false);
  const state = states[filters.state as keyof typeof states] ?? states.open;
  const read = useList<Task>('/api/v1/tasks', {
    ...state,
    kind: filters.kind || undefined,
    own: filters.scope === 'own' ? true : undefined,
  });
  const close = () => setAsked(undefined);
  const columns = useColumns(user.place.code, user.role !== 'auditor', (act, task) =>
    setAsked({ act, task }),
  );
  const filtered = filters.kind !== '' || filters.scope !== 'below' || filters.state !== 'open';
  return (
    <Page
      title={t('tasks.title')}
      text={t('tasks.text')}
      actions={
        <Button
          variant="default"
          leftSection={<IconMail size={17} aria-hidden />}
          onClick={() => setMailing(true)}
        >
          {t('tasks.mail')}
        </Button>
      }
    >
      <TaskFilters filters={filters} change={change} />
      <ListTable
        label={t('tasks.list')}
        read={read}
        columns={columns}
        rowKey={(task) => task.id}
        empty={<Empty title={t('tasks.emptyTitle')} text={t('tasks.emptyText')} />}
        filtered={filtered}
        onClear={() => change({ state: 'open', kind: '', scope: 'below' })}
      />
      {asked?.act === 'acknowledge' && <AcknowledgeDialog task={asked.task} onClose={close} />}
      {asked?.act === 'snooze' && <SnoozeDialog task={asked.task} onClose={close} />}
      {mailing && <MailDialog onClose={() => setMailing(false)} />}
    </Page>
  );
}

type Filters = Record<'state' | 'kind' | 'scope', string>;

function TaskFilters({ filters, change }: { filters: Filters; change: (some: Partial<Filters>) => void }) {
  const t = useT();
  const { number } = useFormat();
  const counts = useRead<{ items: (Count & { title: string })[] }>('/api/v1/tasks/counts');
  const kinds = counts.data?.items ?? [];
  const options = kinds.map(({ kind, title, all }) => ({ value: kind, label: `${title} (${number(all)})` }));
  // A kind of which none is open still stands there while it is what is looked for.
  if (filters.kind && !kinds.some(({ kind }) => kind === filters.kind))
    options.push({ value: filters.kind, label: filters.kind.replaceAll('_', ' ') });
  return (
    <FilterBar>
      <FilterChoice
        label={t('tasks.state')}
        value={filters.state}
        onChange={(value) => change({ state: value })}
        options={(['open', 'snoozed', 'closed'] as const).map((value) => ({
          value,
          label: t(`tasks.${value}`),
        }))}
      />
      <FilterChoice
        label={t('tasks.kind')}
        value={filters.kind}
        onChange={(kind) => change({ kind })}
        options={options}
        all={t('tasks.anyKind')}
      />
      <FilterChoice
        label={t('tasks.scope')}
        value={filters.scope}
        onChange={(scope) => change({ scope })}
        options={(['below', 'own'] as const).map((value) => ({ value, label: t(`tasks.${value}`) }))}
      />
    </FilterBar>
  );
}

function useColumns(
  own: string,
  mayAct: boolean,
  ask: (act: 'acknowledge' | 'snooze', task: Task) => void,
): Column<Task>[] {
  const t = useT();
  return [
    { key: 'task', title: t('tasks.task'), phone: 'title', render: (task) => <TaskText task={task} /> },
    {
      key: 'weight',
      title: '',
      phone: 'badge',
      render: (task) => (
        <Badge tone={task.closedAt ? 'green' : tones[task.weight]}>
          {t(`tasks.${task.closedAt ? 'closed' : task.weight}`)}
        </Badge>
      ),
    },
    { key: 'place', title: t('tasks.place'), phone: 'text', render: ({ place }) => place.name },
    { key: 'whose', title: t('tasks.whose'), render: ({ owner }) => roleName(t, owner.role) },
    { key: 'opened', title: t('tasks.opened'), render: (task) => <Ago at={task.openedAt} /> },
    {
      key: 'act',
      title: '',
      phone: 'action',
      render: (task) =>
        mayAct && task.place.code === own ? (
          <Group gap="xs" wrap="nowrap" justify="flex-end">
            {task.canAcknowledge && (
              <Button size="xs" onClick={() => ask('acknowledge', task)}>
                {t('tasks.acknowledge')}
              </Button>
            )}
            {task.canSnooze && (
              <Button size="xs" variant="default" onClick={() => ask('snooze', task)}>
                {t('tasks.snooze')}
              </Button>
            )}
          </Group>
        ) : null,
    },
  ];
}

function TaskText({ task }: { task: Task }) {
  const t = useT();
  const { full } = useFormat();
  const products = useProducts().data?.items ?? [];
  const about = aboutOf(task, (product) => products.find(({ id }) => id === product)?.code);
  const { title, detail, snoozedUntil, snoozeReason, closedAt, closeReason, note, place } = task;
  const more = [
    detail !== title && detail,
    !closedAt &&
      snoozedUntil &&
      t('tasks.snoozedUntil', { until: full(snoozedUntil, place.timeZone), reason: snoozeReason }),
    closeReason === 'gone' && t('tasks.closedGone'),
    closeReason === 'acknowledged' && [t('tasks.closedAcknowledged'), note].filter(Boolean).join(': '),
  ].filter((text): text is string => typeof text === 'string');
  return (
    <>
      <Text span fw={600} size="sm">
        {about ? <TextLink to={about}>{title}</TextLink> : title}
      </Text>
      {more.map((text) => (
        <Text key={text} size="sm" c="dimmed">
          {text}
        </Text>
      ))}
    </>
  );
}
