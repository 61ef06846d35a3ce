// The sessions of a day, each with how full its slots are.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { Card, Section } from '../../shared/parts/page.tsx';
import { Failed, Waiting } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { ActivityLink } from '../planning/activity-link.tsx';
import type { Session } from './appointment.ts';
import classes from './session-list.module.css';

export function SessionList({ place, date, keeps }: { place: string; date: string; keeps: boolean }) {
  const t = useT();
  const read = useList<Session>('/api/v1/sessions', { place, from: date, to: date });
  return (
    <Section title={t('sessions.sessions')}>
      {read.items.length > 0 ? (
        <ul className={classes.list}>
          {read.items.map((session) => (
            <li key={session.id}>
              <Card>
                <OneSession session={session} keeps={keeps} elsewhere={session.place.code !== place} />
              </Card>
            </li>
          ))}
        </ul>
      ) : read.error ? (
        <Failed error={read.error} retry={() => void read.refetch()} />
      ) : read.isPending ? (
        <Waiting rows={2} />
      ) : (
        <span className={classes.none}>{t('sessions.sessionsEmpty')}</span>
      )}
    </Section>
  );
}

function OneSession({ session, keeps, elsewhere }: { session: Session; keeps: boolean; elsewhere: boolean }) {
  const t = useT();
  const { number, timeAt } = useFormat();
  const { start, end, product, slots, timeZone, status } = session;
  const capacity = slots.reduce((sum, slot) => sum + slot.capacity, 0);
  const booked = slots.reduce((sum, slot) => sum + slot.booked, 0);
  return (
    <div className={classes.session}>
      <div className={classes.head}>
        <strong>
          {t('sessions.sessionOf', { start, end, product: product.name })}
          {elsewhere && ` · ${session.place.name}`}
        </strong>
        {session.activity && (
          <span>
            {t('planning.forActivity')}: <ActivityLink activity={session.activity} />
          </span>
        )}
        <span className={classes.state}>
          <Badge tone={status === 'open' ? 'green' : 'grey'}>
            {status === 'open' ? t('sessions.open') : t('sessions.closed')}
          </Badge>
          <span>{t('sessions.booked', { booked: number(booked), capacity: number(capacity) })}</span>
        </span>
      </div>
      <ul className={classes.slots}>
        {slots.map((slot) => (
          <li
            key={slot.id}
            className={classes.slot}
            style={{ ['--filled' as string]: `${(100 * slot.booked) / slot.capacity}%` }}
          >
            {t('sessions.slotLabel', {
              start: timeAt(slot.start, timeZone),
              booked: number(slot.booked),
              capacity: number(slot.capacity),
            })}
          </li>
        ))}
      </ul>
      {keeps && status === 'open' && <CloseSession session={session} />}
    </div>
  );
}

function CloseSession({ session }: { session: Session }) {
  const t = useT();
  const [opened, setOpened] = useState(false);
  const close = useAct<Record<string, never>>(
    (_, id) => ({ path: `/api/v1/sessions/${session.id}/close`, body: { id } }),
    { done: t('sessions.closed'), onDone: () => setOpened(false) },
  );
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        onClick={() => setOpened(true)}
        style={{ alignSelf: 'start' }}
      >
        {t('sessions.close')}
      </Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('sessions.closeTitle')}
        text={t('sessions.closeText')}
        confirm={t('sessions.close')}
        busy={close.isPending}
        error={close.error}
        onConfirm={() => close.mutate({})}
      />
    </>
  );
}
