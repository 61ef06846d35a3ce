// The temperature loggers that came with a shipment: number, lowest and highest, whether one raised an alarm.
import { ActionIcon, Button, Checkbox, Fieldset, NumberInput, Stack, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { newId } from '../../shared/act.ts';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import type { Logger } from './arrival.ts';
import classes from './receive-line.module.css';

interface ReceiveLoggersProps {
  loggers: readonly Logger[];
  onChange: (loggers: Logger[]) => void;
  error: unknown;
}

export function ReceiveLoggers({ loggers, onChange, error }: ReceiveLoggersProps) {
  const t = useT();
  const { language } = useFormat();
  const change = (key: string, some: Partial<Logger>) =>
    onChange(loggers.map((one) => (one.key === key ? { ...one, ...some } : one)));
  const celsius = (logger: Logger, key: 'minCelsius' | 'maxCelsius', index: number) => (
    <NumberInput
      label={t(`shipments.arrival.${key}`)}
      min={-100}
      max={100}
      decimalScale={1}
      decimalSeparator={language === 'id' ? ',' : '.'}
      suffix=" °C"
      hideControls
      value={logger[key] ?? ''}
      onChange={(value) => change(logger.key, { [key]: typeof value === 'number' ? value : null })}
      error={errorAt(error, `/arrival/loggers/${index}/${key}`)}
    />
  );
  return (
    <Stack gap="xs">
      {loggers.map((logger, index) => (
        <Fieldset key={logger.key} legend={t('shipments.arrival.logger', { number: index + 1 })} p="sm">
          <Stack gap="xs">
            <div className={classes.withRemove}>
              <TextInput
                label={t('shipments.arrival.serial')}
                required
                maxLength={64}
                value={logger.serial}
                onChange={(event) => change(logger.key, { serial: event.currentTarget.value })}
                error={errorAt(error, `/arrival/loggers/${index}/serial`)}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                mt={25}
                aria-label={t('common.remove')}
                onClick={() => onChange(loggers.filter(({ key }) => key !== logger.key))}
              >
                <IconX size={18} aria-hidden />
              </ActionIcon>
            </div>
            <div className={classes.pair}>
              {celsius(logger, 'minCelsius', index)}
              {celsius(logger, 'maxCelsius', index)}
            </div>
            <Checkbox
              label={t('shipments.arrival.alarm')}
              checked={logger.alarm}
              onChange={(event) => change(logger.key, { alarm: event.currentTarget.checked })}
            />
            <TextInput
              label={t('shipments.arrival.remark')}
              maxLength={500}
              value={logger.remark}
              onChange={(event) => change(logger.key, { remark: event.currentTarget.value })}
            />
          </Stack>
        </Fieldset>
      ))}
      <div>
        <Button
          variant="subtle"
          size="compact-sm"
          disabled={loggers.length >= 20}
          onClick={() =>
            onChange([
              ...loggers,
              { key: newId(), serial: '', minCelsius: null, maxCelsius: null, alarm: false, remark: '' },
            ])
          }
        >
          {t('shipments.arrival.addLogger')}
        </Button>
      </div>
    </Stack>
  );
}
