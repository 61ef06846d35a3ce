// What is missing of a shipment, line by line: found, lost or charged, never more than is still open.
import { Button, Radio, Stack, TextInput } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { Card, Page, Section } from '../../shared/parts/page.tsx';
import { errorAt, ProblemNotice } from '../../shared/parts/problem.tsx';
import { Empty, Failed, Waiting } from '../../shared/parts/states.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { pathOf, type Shipment, type ShipmentLine } from '../shipments/shipment.ts';

const kinds = ['found', 'lost', 'charged'] as const;

interface Said {
  found?: number | null;
  lost?: number | null;
  charged?: number | null;
  note?: string;
}

const sumOf = (said: Said = {}) => kinds.reduce((sum, kind) => sum + (said[kind] ?? 0), 0);

export default function SettlePage() {
  const t = useT();
  const { id = '' } = useParams({ strict: false });
  const read = useRead<Shipment>(pathOf(id));
  const back = { to: `/shipments/${id}`, label: t('receiving.back') };
  const shipment = read.data;
  if (!shipment) {
    return (
      <Page title={t('receiving.settle')} back={back}>
        {read.error ? <Failed error={read.error} retry={() => void read.refetch()} /> : <Waiting />}
      </Page>
    );
  }
  const open = shipment.lines.filter((line) => line.open > 0);
  return (
    <Page title={t('receiving.title', { code: shipment.code })} text={t('receiving.text')} back={back}>
      {open.length === 0 ? (
        <Empty title={t('receiving.nothing')} text={t('receiving.nothingText')} />
      ) : (
        <Settlement shipment={shipment} open={open} />
      )}
    </Page>
  );
}

function Settlement({ shipment, open }: { shipment: Shipment; open: readonly ShipmentLine[] }) {
  const t = useT();
  const { number } = useFormat();
  const navigate = useNavigate();
  const [said, setSaid] = useState<Record<string, Said>>({});
  const [foundAt, setFoundAt] = useState('sender');
  const settle = useAct<{ foundAt: string; lines: object[] }>(
    (values, id) => ({ path: `${pathOf(shipment.id)}/settle`, body: { id, ...values } }),
    { done: t('receiving.done'), onDone: () => navigate({ to: `/shipments/${shipment.id}` }) },
  );
  const named = open.filter(({ batch }) => sumOf(said[batch.id]) > 0);
  const tooMany = (line: ShipmentLine) => sumOf(said[line.batch.id]) > line.open;
  const change = (batch: string, more: Said) => setSaid({ ...said, [batch]: { ...said[batch], ...more } });
  const submit = () =>
    settle.mutate({
      foundAt,
      lines: named.map(({ batch }) => {
        const { found, lost, charged, note } = said[batch.id]!;
        return {
          batch: batch.id,
          found: found ?? 0,
          lost: lost ?? 0,
          charged: charged ?? 0,
          note: note?.trim() || undefined,
        };
      }),
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        {open.map((line) => (
          <Section key={line.line} title={`${line.batch.product.name} ${line.batch.lot}`}>
            <Card>
              <Stack gap="sm">
                <strong>{t('receiving.open', { open: number(line.open) })}</strong>
                {kinds.map((kind) => (
                  <DosesInput
                    key={kind}
                    label={t(`receiving.${kind}`)}
                    value={said[line.batch.id]?.[kind] ?? null}
                    onChange={(doses) => change(line.batch.id, { [kind]: doses })}
                    error={tooMany(line) ? t('receiving.tooMany') : undefined}
                  />
                ))}
                <TextInput
                  label={t('receiving.note')}
                  maxLength={500}
                  value={said[line.batch.id]?.note ?? ''}
                  onChange={(event) => change(line.batch.id, { note: event.currentTarget.value })}
                  error={errorAt(settle.error, `/lines/${named.indexOf(line)}`)}
                />
              </Stack>
            </Card>
          </Section>
        ))}
        {named.some(({ batch }) => said[batch.id]?.found) && (
          <Radio.Group label={t('receiving.foundAt')} value={foundAt} onChange={setFoundAt}>
            <Stack gap="xs" mt="xs">
              <Radio value="sender" label={t('receiving.sender', { name: shipment.from.name })} />
              <Radio value="receiver" label={t('receiving.receiver', { name: shipment.to.name })} />
            </Stack>
          </Radio.Group>
        )}
        {settle.error && <ProblemNotice error={settle.error} />}
        <Button type="submit" loading={settle.isPending} disabled={named.length === 0 || open.some(tooMany)}>
          {t('receiving.settle')}
        </Button>
      </Stack>
    </form>
  );
}
