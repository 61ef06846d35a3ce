// A document as PDF, saved by the browser under the name that the service gives it.
import { Button, type ButtonProps } from '@mantine/core';
import { IconFileTypePdf } from '@tabler/icons-react';
import { useState } from 'react';
import { download } from '../files.ts';
import type { Common } from '../i18n/common.ts';
import { useT } from '../speech.tsx';
import { ProblemNotice } from './problem.tsx';

interface DocumentButtonProps {
  /** Such as `/api/v1/documents/sbbk/…`. */
  path: string;
  /** Which it is: its name, also of its file should the service give none. */
  paper: keyof Common['papers'];
  size?: ButtonProps['size'];
}

export function DocumentButton({ path, paper, size }: DocumentButtonProps) {
  const t = useT();
  const name = t(`common.papers.${paper}`);
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
        size={size}
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
