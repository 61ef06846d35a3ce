// One batch of a receipt: how many came in good order, which are rejected and why, and what that leaves.
import { ActionIcon, Button, Group, Stack } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { newId } from '../../shared/act.ts';
import { Badge, BatchStatusBadge } from '../../shared/parts/badge.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { DayOf } from '../../shared/parts/moment.tsx';
import { Card } from '../../shared/parts/page.tsx';
import { ReasonSelect, useProducts } from '../../shared/parts/pickers.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import { isAnswered, leftOf, type Answer, type Rejection } from './answers.ts';
import classes from './receive-line.module.css';
import { rejectionReasons } from './shipment.ts';

interface ReceiveLineProps {
  answer: Answer;
  index: number;
  error: unknown;
  onChange: (some: Partial<Answer>) => void;
}

export function ReceiveLine({ answer, index, error, onChange }: ReceiveLineProps) {
  const t = useT();
  const { number } = useFormat();
  const { batch, doses, accepted, rejected } = answer;
  const perVial = useProducts().data?.items.find(({ id }) => id === batch.product.id)?.dosesPerVial;
  const changeOne = (key: string, some: Partial<Rejection>) =>
    onChange({ rejected: rejected.map((one) => (one.key === key ? { ...one, ...some } : one)) });
  return (
    <Card>
      <Stack gap="sm" role="group" aria-label={`${batch.product.name} ${batch.lot}`}>
        <div className={classes.head}>
          <div className={classes.names}>
            <strong>{batch.product.name}</strong>
            <span className={classes.detail}>
              {batch.lot} · <DayOf date={batch.expiry} /> ·{' '}
              {doses > 0 ? t('shipments.shippedOf', { formatted: number(doses) }) : t('shipments.notShipped')}
            </span>
          </div>
          <Group gap={6}>
            <BatchStatusBadge status={batch.status} quiet />
            <Balance answer={answer} />
          </Group>
        </div>
        <DosesInput
          label={t('shipments.accepted')}
          value={accepted}
          perVial={perVial}
          onChange={(value) => onChange({ accepted: value })}
          error={errorAt(error, `/lines/${index}`) ?? errorAt(error, `/lines/${index}/accepted`)}
        />
        {rejected.map((one) => (
          <div key={one.key} className={classes.rejection}>
            <DosesInput
              label={t('shipments.rejectedDoses')}
              value={one.doses}
              perVial={perVial}
              onChange={(value) => changeOne(one.key, { doses: value })}
            />
            <ReasonSelect
              reasons={rejectionReasons}
              value={one.reason}
              onChange={(reason) => changeOne(one.key, { reason })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              mt={25}
              aria-label={t('common.remove')}
              onClick={() => onChange({ rejected: rejected.filter(({ key }) => key !== one.key) })}
            >
              <IconX size={18} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        <Group>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => onChange({ rejected: [...rejected, { key: newId(), reason: null, doses: null }] })}
          >
            {t('shipments.addRejection')}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}

/** Said at once, so that a slip of the pen is seen before it is sent. */
function Balance({ answer }: { answer: Answer }) {
  const t = useT();
  const { number } = useFormat();
  if (!isAnswered(answer)) return <Badge tone="grey">{t('shipments.notAnswered')}</Badge>;
  const left = leftOf(answer);
  if (left === 0) return <Badge tone="green">{t('shipments.adds')}</Badge>;
  return left > 0 ? (
    <Badge tone="amber">{t('shipments.missingNow', { formatted: number(left) })}</Badge>
  ) : (
    <Badge tone="violet">{t('shipments.surplusNow', { formatted: number(-left) })}</Badge>
  );
}
