// Doses of one batch that are not accepted, for one reason.
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { ReasonSelect } from '../../shared/parts/pickers.tsx';
import { useT } from '../../shared/speech.tsx';
import type { Rejection } from './answers.ts';
import classes from './receive-line.module.css';
import { rejectionReasons } from './shipment.ts';

interface ReceiveRejectionProps {
  rejection: Rejection;
  perVial?: number;
  onChange: (rejection: Rejection) => void;
  onRemove: () => void;
}

export function ReceiveRejection({ rejection, perVial, onChange, onRemove }: ReceiveRejectionProps) {
  const t = useT();
  return (
    <div className={classes.rejection}>
      <DosesInput
        label={t('shipments.rejectedDoses')}
        value={rejection.doses}
        perVial={perVial}
        onChange={(doses) => onChange({ ...rejection, doses })}
      />
      <ReasonSelect
        reasons={rejectionReasons}
        value={rejection.reason}
        onChange={(reason) => onChange({ ...rejection, reason })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        mt={25}
        aria-label={t('common.remove')}
        onClick={onRemove}
      >
        <IconX size={18} aria-hidden />
      </ActionIcon>
    </div>
  );
}
