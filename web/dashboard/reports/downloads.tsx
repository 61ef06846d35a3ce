// Saves a report as it is chosen on the screen, whole, as Excel or CSV.
import { Button } from '@mantine/core';
import { IconFileSpreadsheet, IconFileTypeCsv } from '@tabler/icons-react';
import { useState } from 'react';
import { query } from '../../shared/api.ts';
import { download } from '../../shared/files.ts';
import { ProblemNotice } from '../../shared/parts/problem.tsx';
import type { Parameters } from '../../shared/read.ts';
import { useT } from '../../shared/speech.tsx';

export function Downloads({ path, parameters }: { path: string; parameters: Parameters }) {
  const t = useT();
  const [busy, setBusy] = useState<'csv' | 'xlsx'>();
  const [error, setError] = useState<unknown>();
  const save = async (format: 'csv' | 'xlsx') => {
    setBusy(format);
    setError(undefined);
    try {
      await download(`${path}${query({ ...parameters, format })}`, `${path.split('/').at(-1)}.${format}`);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <>
      <Button
        leftSection={<IconFileSpreadsheet size={17} aria-hidden />}
        loading={busy === 'xlsx'}
        disabled={busy !== undefined}
        onClick={() => void save('xlsx')}
      >
        {t('reports.xlsx')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconFileTypeCsv size={17} aria-hidden />}
        loading={busy === 'csv'}
        disabled={busy !== undefined}
        onClick={() => void save('csv')}
      >
        {t('reports.csv')}
      </Button>
      {error !== undefined && <ProblemNotice error={error} />}
    </>
  );
}
