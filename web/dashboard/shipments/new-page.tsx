// Putting a shipment together: for whom, and which batches, by scan, by hand, or picked first expiry first out.
import { ActionIcon, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import type { BatchRef, StockItem } from '../../shared/contract.ts';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { DayOf } from '../../shared/parts/moment.tsx';
import { Card, Page, Section } from '../../shared/parts/page.tsx';
import { BatchPicker, PlacePicker } from '../../shared/parts/pickers.tsx';
import { errorAt, ProblemNotice } from '../../shared/parts/problem.tsx';
import { ScanInput, type Scan } from '../../shared/parts/scan-input.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { ActivitySelect } from '../planning/activity-select.tsx';
import classes from './new-page.module.css';
import type { Shipment } from './shipment.ts';
import { SuggestBatches } from './suggest.tsx';

interface Line {
  batch: Named;
  doses: number | null;
  free?: number;
}
interface Values {
  to: string;
  lines: { batch: string; doses: number }[];
  note?: string;
  activity?: string;
}
type Named = Pick<BatchRef, 'id' | 'lot' | 'expiry'> & { product: { name: string } };

export default function NewShipmentPage() {
  const t = useT();
  const { user } = useSeat();
  const { number } = useFormat();
  const navigate = useNavigate();
  const from = user.place.code;
  const [to, setTo] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [activity, setActivity] = useState<string | null>(null);
  const [lines, setLines] = useState<Line[]>([]);
  const total = lines.reduce((sum, { doses }) => sum + (doses ?? 0), 0);
  const create = useAct<Values, Shipment>(
    (values, id) => ({ path: '/api/v1/shipments', body: { id, from, ...values } }),
    {
      done: ({ code }) => t('shipments.created', { code }),
      onDone: ({ id }) => navigate({ to: `/shipments/${id}` }),
    },
  );

  function put(batch: Named, doses: number | null, free?: number) {
    setLines((before) =>
      before.some((line) => line.batch.id === batch.id)
        ? before.map((line) => (line.batch.id === batch.id ? { ...line, doses: doses ?? line.doses } : line))
        : [...before, { batch, doses, free }],
    );
  }

  function onScan(scan: Scan): string | undefined {
    const { batch } = scan;
    if (!batch) return scan.warnings[0]?.message ?? t('shipments.scanNeeds');
    put(batch, scan.elements.count ?? null, scan.balance?.free);
    return undefined;
  }

  function submit() {
    if (!to) return;
    create.mutate({
      to,
      lines: lines.map(({ batch, doses }) => ({ batch: batch.id, doses: doses ?? 0 })),
      note: note.trim() || undefined,
      activity: activity ?? undefined,
    });
  }

  const ready = to !== null && lines.length > 0 && lines.every(({ doses }) => doses !== null && doses > 0);
  return (
    <Page
      title={t('shipments.createTitle')}
      text={t('shipments.createText')}
      back={{ to: '/shipments', label: t('shipments.back') }}
      narrow
    >
      <Card>
        <Stack gap="sm">
          <Text size="sm">
            {t('shipments.sender')}: <strong>{user.place.name}</strong>
          </Text>
          <PlacePicker
            label={t('shipments.receiver')}
            required
            partnersOf={from}
            value={to}
            onChange={(code) => {
              setTo(code);
              setActivity(null);
            }}
            error={errorAt(create.error, '/to')}
          />
          {to && (
            <ActivitySelect
              place={to}
              value={activity}
              onChange={setActivity}
              error={errorAt(create.error, '/activity')}
            />
          )}
        </Stack>
      </Card>
      <Section title={t('shipments.addByProduct')}>
        <Card>
          <SuggestBatches
            place={from}
            onPicks={(picks) => picks.forEach(({ batch, doses }) => put(batch, doses, doses))}
          />
        </Card>
      </Section>
      <Section title={t('shipments.addByBatch')}>
        <Card>
          <Stack gap="sm">
            <ScanInput place={from} onScan={onScan} />
            <BatchPicker
              place={from}
              having="free"
              value={null}
              onChange={(_, item?: StockItem) => item && put(item.batch, null, item.free)}
            />
          </Stack>
        </Card>
      </Section>
      <Section
        title={t('shipments.lines')}
        aside={lines.length > 0 && <span>{t('shipments.total', { formatted: number(total) })}</span>}
      >
        {lines.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('shipments.linesEmpty')}
          </Text>
        ) : (
          <Card>
            <ul className={classes.lines} aria-label={t('shipments.lines')}>
              {lines.map(({ batch, doses, free }, index) => (
                <li key={batch.id} className={classes.line}>
                  <div className={classes.names}>
                    <strong>{batch.product.name}</strong>
                    <span className={classes.detail}>
                      {batch.lot} · <DayOf date={batch.expiry} />
                      {free !== undefined && ` · ${t('shipments.free', { formatted: number(free) })}`}
                    </span>
                  </div>
                  <DosesInput
                    label={null}
                    aria-label={t('shipments.dosesFor', { lot: batch.lot })}
                    placeholder={t('common.doses')}
                    value={doses}
                    onChange={(value) =>
                      setLines((before) =>
                        before.map((line) => (line.batch.id === batch.id ? { ...line, doses: value } : line)),
                      )
                    }
                    error={errorAt(create.error, `/lines/${index}/doses`)}
                  />
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={36}
                    aria-label={t('shipments.removeLine', { lot: batch.lot })}
                    onClick={() => setLines((before) => before.filter((line) => line.batch.id !== batch.id))}
                  >
                    <IconTrash size={18} stroke={1.7} aria-hidden />
                  </ActionIcon>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </Section>
      <Textarea
        label={t('common.note')}
        description={t('common.optional')}
        autosize
        minRows={2}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <ProblemNotice error={create.error} shown={['/to', '/activity']} />
      <Group justify="flex-end">
        <Button size="md" disabled={!ready} loading={create.isPending} onClick={submit}>
          {t('shipments.submit')}
        </Button>
      </Group>
    </Page>
  );
}
