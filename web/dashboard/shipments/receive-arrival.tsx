// How the whole shipment came: packages, cooling, papers and remarks, for the vaccine arrival report. Closed until it is
// asked for, so that a plain receipt stays short.
import {
  Button,
  Checkbox,
  Collapse,
  Group,
  NumberInput,
  Select,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { Card } from '../../shared/parts/page.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useT } from '../../shared/speech.tsx';
import { conditions, coolants, freezeIndicators, papers, type ArrivalForm } from './arrival.ts';
import classes from './receive-line.module.css';
import { ReceiveLoggers } from './receive-loggers.tsx';

interface ReceiveArrivalProps {
  form: ArrivalForm;
  onChange: (form: ArrivalForm) => void;
  error: unknown;
  /** A province owes the report for each receipt. */
  owed: boolean;
}

export function ReceiveArrival({ form, onChange, error, owed }: ReceiveArrivalProps) {
  const t = useT();
  const [opened, setOpened] = useState(false);
  const change = (some: Partial<ArrivalForm>) => onChange({ ...form, ...some });
  const choice = <V extends string>(
    key: 'condition' | 'coolant' | 'freezeIndicator' | 'labelled',
    values: readonly V[],
    nameOf: (value: V) => string,
  ) => (
    <Select
      label={t(`shipments.arrival.${key}`)}
      clearable
      clearButtonProps={{ 'aria-label': t('common.remove') }}
      data={values.map((value) => ({ value, label: nameOf(value) }))}
      value={form[key] as string | null}
      onChange={(value) => change({ [key]: value })}
    />
  );
  return (
    <Card>
      <Stack gap="sm">
        <div>
          <Button
            variant="subtle"
            size="compact-md"
            aria-expanded={opened}
            leftSection={
              opened ? <IconChevronDown size={17} aria-hidden /> : <IconChevronRight size={17} aria-hidden />
            }
            onClick={() => setOpened(!opened)}
          >
            {t('shipments.arrival.title')}
          </Button>
          <div className={classes.detail}>
            {t(owed ? 'shipments.arrival.owed' : 'shipments.arrival.text')}
          </div>
        </div>
        <Collapse expanded={opened}>
          <Stack gap="sm">
            <div className={classes.pair}>
              {choice('condition', conditions, (one) => t(`shipments.arrival.conditions.${one}`))}
              {choice('coolant', coolants, (one) => t(`shipments.arrival.coolants.${one}`))}
              {choice('freezeIndicator', freezeIndicators, (one) =>
                t(`shipments.arrival.freezeIndicators.${one}`),
              )}
              {choice('labelled', ['yes', 'no'], (one) => t(`common.${one}`))}
              <NumberInput
                label={t('shipments.arrival.packages')}
                allowDecimal={false}
                allowNegative={false}
                max={100_000}
                hideControls
                inputMode="numeric"
                value={form.packages ?? ''}
                onChange={(value) => change({ packages: typeof value === 'number' ? value : null })}
              />
              <TextInput
                type="date"
                label={t('shipments.arrival.inspectedOn')}
                value={form.inspectedOn}
                onChange={(event) => change({ inspectedOn: event.currentTarget.value })}
              />
            </div>
            <TextInput
              label={t('shipments.arrival.deliveredBy')}
              maxLength={200}
              value={form.deliveredBy}
              onChange={(event) => change({ deliveredBy: event.currentTarget.value })}
            />
            <Checkbox.Group
              label={t('shipments.arrival.documents')}
              value={form.documents}
              onChange={(value) => change({ documents: value as ArrivalForm['documents'] })}
            >
              <Group gap="md" mt={6}>
                {papers.map((paper) => (
                  <Checkbox key={paper} value={paper} label={t(`shipments.arrival.papers.${paper}`)} />
                ))}
              </Group>
            </Checkbox.Group>
            <ReceiveLoggers
              loggers={form.loggers}
              onChange={(loggers) => change({ loggers })}
              error={error}
            />
            <Textarea
              label={t('shipments.arrival.remarks')}
              autosize
              minRows={2}
              maxLength={2000}
              value={form.remarks}
              onChange={(event) => change({ remarks: event.currentTarget.value })}
              error={errorAt(error, '/arrival/remarks')}
            />
          </Stack>
        </Collapse>
      </Stack>
    </Card>
  );
}
