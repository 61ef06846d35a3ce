// One activity: the doses kept for it, and what it used.
import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { officerRoles } from '../../shared/area.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { ListTable } from '../../shared/parts/list-table.tsx';
import { DayOf } from '../../shared/parts/moment.tsx';
import { Card, Facts, Page, Section } from '../../shared/parts/page.tsx';
import { Empty, Loaded } from '../../shared/parts/states.tsx';
import { useList, useRead } from '../../shared/read.ts';
import { useFormat, useLanguage, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { ActivityBadge } from './badges.tsx';
import { KeepDialog, MoveDialog, ReleaseDialog } from './earmark-dialogs.tsx';
import { isAtOrAbove, type Activity, type Earmark, type Use } from './shapes.ts';

export default function ActivityPage() {
  const { code } = useParams({ strict: false }) as { code: string };
  const read = useRead<Activity>(`/api/v1/activities/${encodeURIComponent(code)}`);
  return <Loaded read={read}>{(activity) => <Shown activity={activity} />}</Loaded>;
}

function Shown({ activity }: { activity: Activity }) {
  const t = useT();
  const { day } = useFormat();
  const language = useLanguage();
  const { user } = useSeat();
  const [closing, setClosing] = useState(false);
  const [reason, setReason] = useState('');
  const close = useAct<string>(
    (why, id) => ({ path: `/api/v1/activities/${activity.code}/close`, body: { id, reason: why } }),
    { onDone: () => setClosing(false) },
  );
  const mayClose =
    !activity.closedAt &&
    (officerRoles as readonly string[]).includes(user.role) &&
    isAtOrAbove(user.place.level, activity.place.level);
  return (
    <Page
      title={activity.name[language]}
      badge={<ActivityBadge activity={activity} />}
      back={{ to: '/activities', label: t('planning.activities') }}
      actions={
        mayClose && (
          <Button variant="default" onClick={() => setClosing(true)}>
            {t('planning.closeActivity')}
          </Button>
        )
      }
    >
      <Card>
        <Facts
          items={[
            [t('planning.code'), activity.code],
            [t('planning.kind'), t(`planning.kinds.${activity.kind}`)],
            [t('common.place'), activity.place.name],
            [t('planning.period'), `${day(activity.startsOn)} – ${day(activity.endsOn)}`],
            [
              t('planning.products'),
              activity.products.map(({ name }) => name).join(', ') || t('planning.anyProduct'),
            ],
          ]}
        />
      </Card>
      <Kept activity={activity} />
      <Used activity={activity} />
      <Dialog
        opened={closing}
        onClose={() => setClosing(false)}
        title={t('planning.closeActivity')}
        text={t('planning.closeActivityText')}
        confirm={t('planning.closeActivity')}
        color="red"
        busy={close.isPending}
        disabled={reason.trim() === ''}
        error={close.error}
        onConfirm={() => close.mutate(reason.trim())}
      >
        <TextInput
          label={t('common.reason')}
          required
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Dialog>
    </Page>
  );
}

type Asked = { act: 'keep' } | { act: 'move' | 'release'; earmark: Earmark };

function Kept({ activity }: { activity: Activity }) {
  const t = useT();
  const { number } = useFormat();
  const { user } = useSeat();
  const [asked, setAsked] = useState<Asked>();
  const read = useList<Earmark>('/api/v1/earmarks', { activity: activity.code, deep: true });
  const mayKeep = user.role !== 'auditor';
  const done = () => setAsked(undefined);
  return (
    <Section
      title={t('planning.kept')}
      aside={
        mayKeep &&
        !activity.closedAt && (
          <Button size="sm" onClick={() => setAsked({ act: 'keep' })}>
            {t('planning.keep')}
          </Button>
        )
      }
    >
      <ListTable
        label={t('planning.kept')}
        read={read}
        rowKey={({ place, batch }) => `${place.code}/${batch.id}`}
        empty={<Empty title={t('planning.nothingKept')} text={t('planning.keptText')} />}
        columns={[
          {
            key: 'product',
            title: t('common.product'),
            phone: 'title',
            render: ({ batch }) => batch.product.name,
          },
          { key: 'place', title: t('common.place'), phone: 'text', render: ({ place }) => place.name },
          { key: 'lot', title: t('common.lot'), render: ({ batch }) => batch.lot },
          { key: 'expiry', title: t('common.expiry'), render: ({ batch }) => <DayOf date={batch.expiry} /> },
          { key: 'doses', title: t('common.doses'), numeric: true, render: ({ doses }) => number(doses) },
          {
            key: 'acts',
            title: '',
            phone: 'action',
            render: (earmark) =>
              mayKeep && (
                <Group gap="xs" wrap="nowrap">
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => setAsked({ act: 'move', earmark })}
                  >
                    {t('planning.move')}
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => setAsked({ act: 'release', earmark })}
                  >
                    {t('planning.release')}
                  </Button>
                </Group>
              ),
          },
        ]}
      />
      {asked?.act === 'keep' && <KeepDialog activity={activity} onClose={done} />}
      {asked?.act === 'move' && <MoveDialog earmark={asked.earmark} onClose={done} />}
      {asked?.act === 'release' && <ReleaseDialog earmark={asked.earmark} onClose={done} />}
    </Section>
  );
}

type FigureName = 'earmarked' | 'allocated' | 'inTransit' | 'received' | 'given' | 'fromEarmark' | 'wasted';

function Used({ activity }: { activity: Activity }) {
  const t = useT();
  const { number, month } = useFormat();
  const [by, setBy] = useState('product');
  const read = useList<Use>(`/api/v1/activities/${activity.code}/report`, { by });
  const figure = (key: FigureName, title: string) => ({
    key,
    title,
    numeric: true,
    render: (row: Use) => number(row[key]),
  });
  return (
    <Section
      title={t('planning.used')}
      aside={
        <SegmentedControl
          aria-label={t('planning.by')}
          size="xs"
          value={by}
          onChange={setBy}
          data={[
            { value: 'product', label: t('planning.byProduct') },
            { value: 'place', label: t('planning.byPlace') },
            { value: 'month', label: t('planning.byMonth') },
          ]}
        />
      }
    >
      <ListTable
        label={t('planning.used')}
        read={read}
        rowKey={({ group, product }) => `${group}/${product.code}`}
        empty={<Empty title={t('planning.nothingUsed')} text={t('planning.usedText')} />}
        columns={[
          {
            key: 'product',
            title: t('common.product'),
            phone: 'title',
            render: ({ product }) => product.name,
          },
          ...(by === 'product'
            ? []
            : [
                {
                  key: 'group',
                  title: t(by === 'place' ? 'planning.byPlace' : 'planning.byMonth'),
                  render: ({ group, place }: Use) => (by === 'month' ? month(group) : (place?.name ?? group)),
                },
              ]),
          ...(by === 'month'
            ? []
            : [
                figure('earmarked', t('planning.kept')),
                figure('allocated', t('planning.allocated')),
                figure('inTransit', t('planning.inTransit')),
              ]),
          figure('received', t('planning.received')),
          figure('given', t('planning.given')),
          figure('fromEarmark', t('planning.fromKept')),
          figure('wasted', t('planning.leftOver')),
        ]}
      />
    </Section>
  );
}
