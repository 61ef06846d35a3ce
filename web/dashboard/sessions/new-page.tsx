// Opening a session: for which vaccine, when, and how many people at a time.
import { Button, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useAct } from '../../shared/act.ts';
import { useFilters } from '../../shared/filters.ts';
import { useNow } from '../../shared/parts/moment.tsx';
import { Card, Page } from '../../shared/parts/page.tsx';
import { PlacePicker, ProductPicker } from '../../shared/parts/pickers.tsx';
import { errorAt, ProblemNotice } from '../../shared/parts/problem.tsx';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { ActivitySelect } from '../planning/activity-select.tsx';
import { todayAt } from '../stock/condition.ts';
import type { Session } from './appointment.ts';

const fields = [
  '/place',
  '/product',
  '/date',
  '/start',
  '/end',
  '/slotMinutes',
  '/capacityPerSlot',
  '/activity',
];

interface Values {
  place: string;
  product: string;
  date: string;
  start: string;
  end: string;
  slotMinutes: number;
  capacityPerSlot: number;
  activity?: string;
}

export default function NewSessionPage() {
  const t = useT();
  const { user } = useSeat();
  const navigate = useNavigate();
  const now = useNow();
  const [given] = useFilters({ place: user.place.code, date: '' });
  const [place, setPlace] = useState<string | null>(given.place);
  const [product, setProduct] = useState<string | null>(null);
  const [date, setDate] = useState(given.date || todayAt(user.place.timeZone, now));
  const [activity, setActivity] = useState<string | null>(null);
  const [start, setStart] = useState('08:00');
  const [end, setEnd] = useState('11:00');
  const [slotMinutes, setSlotMinutes] = useState<number | string>(30);
  const [capacity, setCapacity] = useState<number | string>(10);
  const open = useAct<Values, Session>(
    (values, id) => ({ path: '/api/v1/sessions', body: { id, ...values } }),
    {
      done: t('sessions.created'),
      onDone: (session) =>
        navigate({ to: '/sessions', search: { place: session.place.code, date: session.date } as never }),
    },
  );
  const ready = place && product && date && start && end && Number(slotMinutes) > 0 && Number(capacity) > 0;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!place || !product) return;
    open.mutate({
      place,
      product,
      date,
      start,
      end,
      slotMinutes: Number(slotMinutes),
      capacityPerSlot: Number(capacity),
      activity: activity ?? undefined,
    });
  }
  const at = (pointer: string) => errorAt(open.error, pointer);
  return (
    <Page
      title={t('sessions.create')}
      text={t('sessions.createText')}
      back={{ to: '/sessions', label: t('sessions.back') }}
      narrow
    >
      <Card>
        <form onSubmit={submit} noValidate>
          <Stack gap="sm">
            {user.place.level !== 'health_centre' && (
              <PlacePicker required value={place} onChange={setPlace} error={at('/place')} />
            )}
            <ProductPicker
              required
              value={product}
              onChange={(chosen) => {
                setProduct(chosen);
                setActivity(null);
              }}
              error={at('/product')}
            />
            {place && product && (
              <ActivitySelect
                place={place}
                product={product}
                value={activity}
                onChange={setActivity}
                error={at('/activity')}
              />
            )}
            <TextInput
              type="date"
              label={t('sessions.date')}
              required
              value={date}
              onChange={(event) => setDate(event.currentTarget.value)}
              error={at('/date')}
            />
            <Group grow align="flex-start">
              <TextInput
                type="time"
                label={t('sessions.start')}
                required
                value={start}
                onChange={(event) => setStart(event.currentTarget.value)}
                error={at('/start')}
              />
              <TextInput
                type="time"
                label={t('sessions.end')}
                required
                value={end}
                onChange={(event) => setEnd(event.currentTarget.value)}
                error={at('/end')}
              />
            </Group>
            <Group grow align="flex-start">
              <NumberInput
                label={t('sessions.slotMinutes')}
                required
                min={5}
                max={480}
                allowDecimal={false}
                value={slotMinutes}
                onChange={setSlotMinutes}
                error={at('/slotMinutes')}
              />
              <NumberInput
                label={t('sessions.capacity')}
                required
                min={1}
                max={1000}
                allowDecimal={false}
                value={capacity}
                onChange={setCapacity}
                error={at('/capacityPerSlot')}
              />
            </Group>
            <ProblemNotice error={open.error} shown={fields} />
            <Group justify="flex-end">
              <Button type="submit" disabled={!ready} loading={open.isPending}>
                {t('sessions.create')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Card>
    </Page>
  );
}
