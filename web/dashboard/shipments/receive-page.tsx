// Receiving: batch by batch, by hand or by scanning, until every dose that was sent is accounted for.
import { Button, Group } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../shared/parts/page.tsx';
import { ProblemNotice } from '../../shared/parts/problem.tsx';
import { ScanInput } from '../../shared/parts/scan-input.tsx';
import { Loaded } from '../../shared/parts/states.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { complete, emptyAnswers, isAnswered, restMissing, type Answer } from './answers.ts';
import { emptyArrival } from './arrival.ts';
import { ReceiveArrival } from './receive-arrival.tsx';
import { ReceiveLine } from './receive-line.tsx';
import classes from './receive-line.module.css';
import { useReceiptScan } from './receive-scan.ts';
import { useReceive } from './receive.ts';
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
  const [answers, setAnswers] = useState<Answer[]>(() => emptyAnswers(shipment));
  const [arrival, setArrival] = useState(emptyArrival);
  const { onScan, scanned } = useReceiptScan(shipment, setAnswers);
  const receive = useReceive(shipment);
  const open = answers.filter((answer) => !isAnswered(answer)).length;
  const change = (changed: Answer) =>
    setAnswers((before) => before.map((one) => (one.batch.id === changed.batch.id ? changed : one)));
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
        {open > 0 && open < answers.length && (
          <Button variant="default" onClick={() => setAnswers((before) => before.map(restMissing))}>
            {t('shipments.restMissing')}
          </Button>
        )}
      </Group>
      {answers.map((answer, index) => (
        <ReceiveLine
          key={answer.batch.id}
          answer={answer}
          index={index}
          error={receive.error}
          onChange={change}
        />
      ))}
      {answers.some(({ photos }) => photos.length > 0) && (
        <p className={classes.detail}>{t('common.attachments.hint')}</p>
      )}
      <ReceiveArrival
        form={arrival}
        onChange={setArrival}
        error={receive.error}
        owed={shipment.to.level === 'province'}
      />
      <ProblemNotice error={receive.error} />
      <Group justify="flex-end" gap="sm">
        {open > 0 && (
          <span role="status" className={classes.detail}>
            {t('shipments.receiveIncomplete', { count: open, formatted: number(open) })}
          </span>
        )}
        <Button
          size="md"
          disabled={open > 0}
          loading={receive.isPending}
          onClick={() => void receive.submit(answers, arrival, scanned)}
        >
          {t('shipments.receiveSubmit')}
        </Button>
      </Group>
    </>
  );
}
