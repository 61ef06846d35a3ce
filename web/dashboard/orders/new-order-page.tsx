// A new order: its kind, the other end, vaccines and doses (by suggestion where thresholds are set), when it is needed.
import {
  Button,
  Group,
  NumberInput,
  Select,
  SegmentedControl,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import type { User } from '../../shared/contract.ts';
import { Card, Page, Section } from '../../shared/parts/page.tsx';
import { PlacePicker } from '../../shared/parts/pickers.tsx';
import { errorAt, ProblemNotice } from '../../shared/parts/problem.tsx';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { ActivitySelect } from '../planning/activity-select.tsx';
import type { Kind, Order } from './contract.ts';
import { blankLine, NewLines, sentLines, type NewLine } from './new-lines.tsx';
import { SuggestionPart } from './suggestion-part.tsx';

/** The kinds that a person's place may make. */
function kindsFor({ place }: User): Kind[] {
  if (place.code === 'BIOFARMA') return ['central'];
  if (place.level === 'national') return ['distribution', 'central'];
  if (place.level === 'province' || place.level === 'district')
    return ['request', 'distribution', 'relocation', 'return'];
  return ['request', 'relocation', 'return'];
}

/** What the address says of the order, such as a suggested relocation: a beginning that can be changed. */
function useGiven(user: User) {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const text = (name: string) => {
    const value = search[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  // Whoever stands above both ends instructs one to give to the other.
  const instructs = text('kind') === 'relocation' && text('place') !== '';
  const own = instructs ? text('place') : user.place.code;
  const kinds: Kind[] = instructs ? ['relocation'] : kindsFor(user);
  const kind = kinds.find((one) => one === text('kind'));
  const doses = Number(text('doses'));
  const line = { what: text('product') || null, doses: doses > 0 ? Math.floor(doses) : null };
  return {
    kinds,
    own,
    instructs,
    kind: kind ?? kinds[0]!,
    other: kind ? text('other') || null : null,
    asking: text('direction') !== 'give',
    lines: [{ ...blankLine(), ...(kind && line) }],
    note: text('note').slice(0, 500),
  };
}

export default function NewOrderPage() {
  const t = useT();
  const { user } = useSeat();
  const navigate = useNavigate();
  const given = useGiven(user);
  const { kinds, own } = given;
  const [kind, setKind] = useState<Kind>(given.kind);
  const [other, setOther] = useState<string | null>(given.other);
  const [asking, setAsking] = useState(given.asking);
  const [lines, setLines] = useState<NewLine[]>(given.lines);
  const [neededOn, setNeededOn] = useState('');
  const [coverDays, setCoverDays] = useState<number | null>(null);
  const [note, setNote] = useState(given.note);
  const [activity, setActivity] = useState<string | null>(null);
  const making = useAct<object, Order>(
    (values, id) => ({ path: '/api/v1/orders', body: { id, ...values } }),
    {
      done: ({ code }) => t('orders.made', { code }),
      onDone: ({ id }) => void navigate({ to: `/orders/${id}` as '/' }),
    },
  );
  const receives = kind === 'request' || (kind === 'relocation' && asking);
  const sent = sentLines(lines, kind === 'return');
  const optional = kind === 'request' || kind === 'return';
  const ready = sent.length > 0 && (optional || other !== null);
  const receiver = receives ? own : other;
  const ends = receives
    ? { to: own, ...(other && { from: other }) }
    : { ...(kind !== 'central' && { from: own }), ...(other && { to: other }) };
  const submit = () =>
    making.mutate({
      kind,
      ...ends,
      lines: sent,
      ...(neededOn && { neededOn }),
      ...(coverDays !== null && { coverDays }),
      ...(activity && { activity }),
      ...(note.trim() && { note: note.trim() }),
    });
  function chooseKind(next: Kind): void {
    setKind(next);
    setOther(null);
    setLines([blankLine()]);
    setActivity(null);
    making.reset();
  }
  return (
    <Page title={t('orders.new')} back={{ to: '/orders', label: t('orders.title') }} narrow>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !making.isPending) submit();
        }}
      >
        <Stack gap="md">
          <Card>
            <Stack gap="md">
              <Select
                label={t('orders.kind')}
                description={t(`orders.kindTexts.${kind}`)}
                inputWrapperOrder={['label', 'input', 'description']}
                data={kinds.map((value) => ({ value, label: t(`orders.kinds.${value}`) }))}
                value={kind}
                allowDeselect={false}
                onChange={(value) => chooseKind((value as Kind | null) ?? kind)}
              />
              {given.instructs && (
                <PlacePicker
                  label={receives ? t('orders.receiver') : t('orders.sender')}
                  value={own}
                  onChange={() => undefined}
                  disabled
                />
              )}
              {kind === 'relocation' && !given.instructs && (
                <SegmentedControl
                  aria-label={t('orders.direction')}
                  value={asking ? 'ask' : 'give'}
                  onChange={(value) => setAsking(value === 'ask')}
                  data={[
                    { value: 'ask', label: t('orders.ask') },
                    { value: 'give', label: t('orders.give') },
                  ]}
                />
              )}
              <PlacePicker
                key={`${kind} ${receives}`}
                label={receives ? t('orders.sender') : t('orders.receiver')}
                partnersOf={kind === 'central' ? 'BIOFARMA' : own}
                direction={receives ? 'from' : 'to'}
                required={!optional}
                description={optional ? t('orders.aboveHint') : undefined}
                placeholder={optional ? t('orders.above') : undefined}
                value={other}
                onChange={setOther}
                error={errorAt(making.error, receives ? '/from' : '/to') ?? errorAt(making.error, '/to')}
              />
            </Stack>
          </Card>
          {kind === 'request' && <SuggestionPart place={own} onUse={setLines} />}
          <Section title={t('orders.lines')}>
            <Card>
              <NewLines
                place={own}
                returns={kind === 'return'}
                lines={lines}
                onChange={setLines}
                error={making.error}
              />
            </Card>
          </Section>
          <Card>
            <Stack gap="md">
              <Group grow align="flex-start">
                <TextInput
                  type="date"
                  label={`${t('orders.neededOn')} (${t('common.optional')})`}
                  value={neededOn}
                  onChange={(event) => setNeededOn(event.currentTarget.value)}
                  error={errorAt(making.error, '/neededOn')}
                />
                {kind !== 'return' && (
                  <NumberInput
                    label={`${t('orders.coverInput')} (${t('common.optional')})`}
                    description={t('orders.coverHint')}
                    inputWrapperOrder={['label', 'input', 'description', 'error']}
                    min={0}
                    max={1000}
                    allowDecimal={false}
                    hideControls
                    value={coverDays ?? ''}
                    onChange={(value) => setCoverDays(typeof value === 'number' ? value : null)}
                    error={errorAt(making.error, '/coverDays')}
                  />
                )}
              </Group>
              {kind !== 'return' && receiver && (
                <ActivitySelect
                  place={receiver}
                  value={activity}
                  onChange={setActivity}
                  error={errorAt(making.error, '/activity')}
                />
              )}
              <Textarea
                label={`${t('common.note')} (${t('common.optional')})`}
                maxLength={500}
                value={note}
                onChange={(event) => setNote(event.currentTarget.value)}
              />
            </Stack>
          </Card>
          <ProblemNotice error={making.error} shown={['/to', '/from', '/activity']} />
          <Group justify="flex-end">
            <Button type="submit" loading={making.isPending} disabled={!ready}>
              {t('orders.send')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Page>
  );
}
