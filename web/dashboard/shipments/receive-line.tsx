// One batch of a receipt: how many came in good order, which are rejected and why, the stage of the vial monitors, and
// what that leaves. A note and photos are asked for only when wanted.
import { Button, Group, SegmentedControl, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { newId } from '../../shared/act.ts';
import { Badge, BatchStatusBadge } from '../../shared/parts/badge.tsx';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { DayOf } from '../../shared/parts/moment.tsx';
import { Card } from '../../shared/parts/page.tsx';
import { ChosenPhotos, PhotoButton } from '../../shared/parts/photo-input.tsx';
import { useProducts } from '../../shared/parts/pickers.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import { isAnswered, leftOf, reject, vvmStages, type Answer, type VvmStage } from './answers.ts';
import classes from './receive-line.module.css';
import { ReceiveRejection } from './receive-rejection.tsx';

interface ReceiveLineProps {
  answer: Answer;
  index: number;
  error: unknown;
  onChange: (answer: Answer) => void;
}

export function ReceiveLine({ answer, index, error, onChange }: ReceiveLineProps) {
  const t = useT();
  const { number } = useFormat();
  const { batch, doses, accepted, rejected, photos } = answer;
  const perVial = useProducts().data?.items.find(({ id }) => id === batch.product.id)?.dosesPerVial;
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
          onChange={(value) => onChange({ ...answer, accepted: value, complete: false })}
          error={errorAt(error, `/lines/${index}`) ?? errorAt(error, `/lines/${index}/accepted`)}
        />
        {rejected.map((one) => (
          <ReceiveRejection
            key={one.key}
            rejection={one}
            perVial={perVial}
            onChange={(changed) =>
              onChange(
                reject(
                  answer,
                  rejected.map((other) => (other.key === one.key ? changed : other)),
                ),
              )
            }
            onRemove={() =>
              onChange(
                reject(
                  answer,
                  rejected.filter(({ key }) => key !== one.key),
                ),
              )
            }
          />
        ))}
        <Stage answer={answer} onChange={(vvm) => onChange({ ...answer, vvm })} />
        <Group gap={4}>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() =>
              onChange({ ...answer, rejected: [...rejected, { key: newId(), reason: null, doses: null }] })
            }
          >
            {t('shipments.addRejection')}
          </Button>
          <PhotoButton
            camera
            size="compact-sm"
            label={t('common.attachments.photo')}
            onAdd={(added) => onChange({ ...answer, photos: [...photos, ...added] })}
          />
          <Note value={answer.note} onChange={(note) => onChange({ ...answer, note })} />
        </Group>
        <ChosenPhotos
          photos={photos}
          onRemove={(id) => onChange({ ...answer, photos: photos.filter((photo) => photo.id !== id) })}
        />
      </Stack>
    </Card>
  );
}

function Stage({ answer, onChange }: { answer: Answer; onChange: (stage: VvmStage | null) => void }) {
  const t = useT();
  const { vvm, batch } = answer;
  const label = t('shipments.vvm');
  return (
    <div>
      <div className={classes.vvm}>
        <span>{label}</span>
        <SegmentedControl
          size="sm"
          aria-label={`${label} ${batch.lot}`}
          data={[
            { value: '', label: t('shipments.vvmNotSeen') },
            ...vvmStages.map((stage) => ({ value: stage, label: stage })),
          ]}
          value={vvm ?? ''}
          onChange={(value) => onChange((value || null) as VvmStage | null)}
        />
      </div>
      {(vvm === 'C' || vvm === 'D') && (
        <p role="status" className={classes.warning}>
          {t('shipments.vvmUnusable')}
        </p>
      )}
    </div>
  );
}

/** A button until somebody wants to write. */
function Note({ value, onChange }: { value: string; onChange: (note: string) => void }) {
  const t = useT();
  const [wanted, setWanted] = useState(false);
  if (!wanted && !value)
    return (
      <Button variant="subtle" size="compact-sm" onClick={() => setWanted(true)}>
        {t('common.note')}
      </Button>
    );
  return (
    <Textarea
      label={t('common.note')}
      autosize
      autoFocus
      maxLength={500}
      w="100%"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
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
