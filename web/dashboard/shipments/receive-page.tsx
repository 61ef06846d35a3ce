// Receiving: batch by batch, by hand or by scanning, until every dose that was sent is accounted for.
import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Page } from '../../shared/parts/page.tsx';
import { ProblemNotice } from '../../shared/parts/problem.tsx';
import { ScanInput, type Scan } from '../../shared/parts/scan-input.tsx';
import { Loaded } from '../../shared/parts/states.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { complete, emptyAnswers, isAnswered, toBody, type Answer } from './answers.ts';
import { ReceiveLine } from './receive-line.tsx';
import { pathOf, type Shipment } from './shipment.ts';

export default function ReceivePage() {
  const t = useT();
  const { id = '' } = useParams({ strict: false });
  const read = useRead<Shipment>(pathOf(id));
  const shipment = read.data;
  return (
    <Page
      title={shipment ? t('shipments.receiveTitle', { code: shipment.code }) : t('shipments.receive')}
      text={shipment && t('shipments.receiveText', { from: shipment.from.name })}
      back={{ to: `/shipments/${id}`, label: shipment?.code ?? t('common.back') }}
      narrow
    >
      <Loaded read={read}>{(found) => <Receipt key={found.id} shipment={found} />}</Loaded>
    </Page>
  );
}

function Receipt({ shipment }: { shipment: Shipment }) {
  const t = useT();
  const { number } = useFormat();
  const navigate = useNavigate();
  const [answers, setAnswers] = useState<Answer[]>(() => emptyAnswers(shipment));
  const open = answers.filter((answer) => !isAnswered(answer)).length;
  const receive = useAct<{ lines: ReturnType<typeof toBody> }, Shipment>(
    (values, id) => ({ path: `${pathOf(shipment.id)}/receive`, body: { id, ...values } }),
    {
      done: ({ status }) =>
        t(status === 'received' ? 'shipments.received' : 'shipments.receivedDiscrepancy', {
          code: shipment.code,
        }),
      onDone(answer) {
        for (const { message } of answer.warnings ?? [])
          notifications.show({ color: 'orange', message, autoClose: 15_000 });
        return navigate({ to: `/shipments/${shipment.id}` });
      },
    },
  );
  const change = (batch: string, some: Partial<Answer>) =>
    setAnswers((before) => before.map((one) => (one.batch.id === batch ? { ...one, ...some } : one)));

  function onScan(scan: Scan): string | undefined {
    if (scan.kind === 'package') {
      const sscc = scan.elements.sscc;
      if (sscc === shipment.sscc || scan.package?.id === shipment.id) {
        setAnswers((before) => before.map(complete));
        return undefined;
      }
      return t('shipments.otherPackage', { code: scan.package?.code ?? sscc ?? '' });
    }
    const { batch } = scan;
    if (scan.kind !== 'batch' || !batch) return scan.warnings[0]?.message ?? t('shipments.scanNeeds');
    setAnswers((before) =>
      before.some((one) => one.batch.id === batch.id)
        ? before.map((one) => (one.batch.id === batch.id ? complete(one) : one))
        : [...before, { batch, doses: 0, accepted: null, rejected: [] }],
    );
    return undefined;
  }

  return (
    <>
      <ScanInput
        label={t('shipments.receiveScan')}
        description={t('shipments.receiveScanHint')}
        place={shipment.to.code}
        onScan={onScan}
        autoFocus
      />
      <Group>
        <Button variant="default" onClick={() => setAnswers((before) => before.map(complete))}>
          {t('shipments.allGood')}
        </Button>
      </Group>
      {answers.map((answer, index) => (
        <ReceiveLine
          key={answer.batch.id}
          answer={answer}
          index={index}
          error={receive.error}
          onChange={(some) => change(answer.batch.id, some)}
        />
      ))}
      <ProblemNotice error={receive.error} />
      <Group justify="flex-end" gap="sm">
        {open > 0 && (
          <span role="status" style={{ fontSize: 14, color: 'var(--ink-soft)' }}>
            {t('shipments.receiveIncomplete', { count: open, formatted: number(open) })}
          </span>
        )}
        <Button
          size="md"
          disabled={open > 0}
          loading={receive.isPending}
          onClick={() => receive.mutate({ lines: toBody(answers) })}
        >
          {t('shipments.receiveSubmit')}
        </Button>
      </Group>
    </>
  );
}
