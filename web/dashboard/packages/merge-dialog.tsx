// Merging boxes: their doses go into one new box, and their numbers name nothing any more.
import { Button, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { BoxesInput } from './boxes-input.tsx';
import { dosesOf, type Package } from './package.ts';

interface Said {
  from: { sscc: string; revision: number }[];
  into: { contents: { batch: string; doses: number }[] }[];
}

/** What one box holds that takes in all of them, by batch. */
function together(boxes: readonly Package[]): { batch: string; doses: number }[] {
  const sums = new Map<string, number>();
  for (const { batch, doses } of boxes.flatMap(({ contents }) => contents))
    sums.set(batch.id, (sums.get(batch.id) ?? 0) + doses);
  return [...sums].map(([batch, doses]) => ({ batch, doses }));
}

export function MergeBoxes() {
  const t = useT();
  const { number } = useFormat();
  const { user } = useSeat();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const [boxes, setBoxes] = useState<Package[]>([]);
  const close = () => {
    setOpened(false);
    setBoxes([]);
  };
  const merge = useAct<Said, { packages: Package[] }>(
    (values, id) => ({ path: '/api/v1/packages/repack', body: { id, ...values } }),
    {
      done: ({ packages }) => t('packages.mergeDone', { sscc: packages[0]?.sscc ?? '' }),
      onDone: ({ packages }) => {
        close();
        return navigate({ to: `/packages/${packages[0]?.sscc ?? ''}` });
      },
    },
  );
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('packages.merge')}
      </Button>
      <Dialog
        opened={opened}
        onClose={close}
        title={t('packages.mergeTitle')}
        text={t('packages.mergeText')}
        confirm={t('packages.merge')}
        busy={merge.isPending}
        disabled={boxes.length < 2}
        error={merge.error}
        onConfirm={() =>
          merge.mutate({
            from: boxes.map(({ sscc, revision }) => ({ sscc, revision })),
            into: [{ contents: together(boxes) }],
          })
        }
      >
        <BoxesInput place={user.place.code} value={boxes} onChange={setBoxes} />
        {boxes.length > 1 && (
          <Text size="sm">
            {t('packages.mergeSum', {
              formatted: number(boxes.reduce((sum, { contents }) => sum + dosesOf(contents), 0)),
            })}
          </Text>
        )}
      </Dialog>
    </>
  );
}
