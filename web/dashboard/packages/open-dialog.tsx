// Opening a box or taking a pallet apart, which cannot be taken back.
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { useT } from '../../shared/speech.tsx';
import { pathOf, type Package } from './package.ts';

export function OpenPackage({ found }: { found: Package }) {
  const t = useT();
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState('');
  const { sscc, revision } = found;
  const open = useAct<{ reason?: string }>(
    (values, id) => ({ path: `${pathOf(sscc)}/open`, body: { id, revision, ...values } }),
    { done: t('packages.opened'), onDone: () => setOpened(false) },
  );
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('packages.open')}
      </Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('packages.openTitle', { sscc })}
        text={t(found.kind === 'pallet' ? 'packages.openPallet' : 'packages.openBox')}
        confirm={t('packages.open')}
        color="red"
        busy={open.isPending}
        error={open.error}
        onConfirm={() => open.mutate({ reason: reason.trim() || undefined })}
      >
        <TextInput
          label={t('packages.reason')}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
      </Dialog>
    </>
  );
}
