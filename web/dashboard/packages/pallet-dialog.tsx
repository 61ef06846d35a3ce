// Standing boxes on a new pallet, or on one that exists.
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { BoxesInput } from './boxes-input.tsx';
import { pathOf, type Package } from './package.ts';

/** @param pallet the one to put boxes on; left out, a new one. */
export function StackBoxes({ pallet }: { pallet?: Package }) {
  const t = useT();
  const { user } = useSeat();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const [boxes, setBoxes] = useState<Package[]>([]);
  const place = pallet?.place?.code ?? user.place.code;
  const close = () => {
    setOpened(false);
    setBoxes([]);
  };
  const stack = useAct<{ boxes: string[] }, Package>(
    (values, id) =>
      pallet
        ? {
            path: `${pathOf(pallet.sscc)}/load`,
            body: { id, revision: pallet.revision, add: values.boxes },
          }
        : { path: '/api/v1/packages', body: { id, place, boxes: values.boxes } },
    {
      done: ({ sscc }) => t(pallet ? 'packages.stackMoreDone' : 'packages.stackDone', { sscc }),
      onDone: ({ sscc }) => {
        close();
        return navigate({ to: `/packages/${sscc}` });
      },
    },
  );
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t(pallet ? 'packages.stackMore' : 'packages.stack')}
      </Button>
      <Dialog
        opened={opened}
        onClose={close}
        title={t(pallet ? 'packages.stackMore' : 'packages.stackTitle')}
        text={t('packages.stackText')}
        confirm={t(pallet ? 'packages.stackMore' : 'packages.stack')}
        busy={stack.isPending}
        disabled={boxes.length === 0}
        error={stack.error}
        onConfirm={() => stack.mutate({ boxes: boxes.map(({ sscc }) => sscc) })}
      >
        <BoxesInput place={place} value={boxes} onChange={setBoxes} />
      </Dialog>
    </>
  );
}

/** Takes one box off its pallet. */
export function TakeOff({ pallet, sscc }: { pallet: Package; sscc: string }) {
  const t = useT();
  const [opened, setOpened] = useState(false);
  const take = useAct<{ remove: string[] }>(
    (values, id) => ({
      path: `${pathOf(pallet.sscc)}/load`,
      body: { id, revision: pallet.revision, ...values },
    }),
    { done: t('packages.takenOff', { sscc }), onDone: () => setOpened(false) },
  );
  const last = pallet.boxes.length === 1;
  return (
    <>
      <Button variant="subtle" size="compact-sm" onClick={() => setOpened(true)}>
        {t('packages.takeOff')}
      </Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('packages.takeOffTitle', { sscc })}
        text={t(last ? 'packages.takeOffLast' : 'packages.takeOffText')}
        confirm={t('packages.takeOff')}
        busy={take.isPending}
        error={take.error}
        onConfirm={() => take.mutate({ remove: [sscc] })}
      />
    </>
  );
}
