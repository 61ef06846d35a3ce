// A document as PDF, saved by the browser under the name that the service gives it.
import { Button } from '@mantine/core';
import { IconFileTypePdf } from '@tabler/icons-react';
import { useState } from 'react';
import { download } from '../files.ts';
import { useT } from '../speech.tsx';
import { ProblemNotice } from './problem.tsx';

interface DocumentButtonProps {
  /** Such as `/api/v1/documents/sbbk/…`. */
  path: string;
  /** What the document is called, also its file name should the service give none. */
  name: string;
}

export function DocumentButton({ path, name }: DocumentButtonProps) {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  async function fetchIt() {
    setBusy(true);
    setError(undefined);
    try {
      await download(path, `${name}.pdf`, 'application/pdf');
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <Button
        variant="default"
        loading={busy}
        leftSection={<IconFileTypePdf size={16} aria-hidden />}
        aria-label={`${t('common.download')} ${name} (PDF)`}
        onClick={() => void fetchIt()}
      >
        {name}
      </Button>
      <ProblemNotice error={error} />
    </>
  );
}
