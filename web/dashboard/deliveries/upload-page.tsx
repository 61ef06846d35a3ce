// Delivery orders from a file: chosen, tried at once, and written only when the report has been seen.
import { Alert, Button, FileInput, Group, Stack } from '@mantine/core';
import { IconFileTypeCsv } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { TextLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Card, Facts, Page, Section } from '../../shared/parts/page.tsx';
import { ProblemNotice } from '../../shared/parts/problem.tsx';
import { addressOf } from '../../shared/photos.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { path, type FileReport } from './delivery.ts';

interface Said {
  content: string;
  commit: boolean;
}

export default function UploadPage() {
  const t = useT();
  const [file, setFile] = useState<File | null>(null);
  const [content, setContent] = useState('');
  const send = (values: Said) => ({ path: `${path}/file`, body: values });
  const attempt = useAct<Said, FileReport>(send, { done: false });
  const write = useAct<Said, FileReport>(send, {
    done: ({ outcome }) => t(`deliveries.outcomes.${outcome}`),
  });

  async function choose(chosen: File | null) {
    setFile(chosen);
    setContent('');
    attempt.reset();
    write.reset();
    if (!chosen) return;
    const address = await addressOf(chosen);
    const read = address.slice(address.indexOf(',') + 1);
    setContent(read);
    attempt.mutate({ content: read, commit: false });
  }

  const report = write.data ?? attempt.data;
  return (
    <Page
      title={t('deliveries.uploadTitle')}
      text={t('deliveries.uploadText')}
      back={{ to: '/deliveries', label: t('deliveries.back') }}
    >
      <Card>
        <Stack gap="sm">
          <FileInput
            label={t('deliveries.file')}
            description={t('deliveries.columns')}
            placeholder={t('deliveries.fileChoose')}
            accept=".csv,text/csv"
            clearable
            clearButtonProps={{ 'aria-label': t('common.remove') }}
            leftSection={<IconFileTypeCsv size={18} aria-hidden />}
            value={file}
            onChange={(chosen) => void choose(chosen)}
          />
          <ProblemNotice error={attempt.error ?? write.error} />
        </Stack>
      </Card>
      <div role="status">
        {attempt.isPending && t('common.loading')}
        {report && <Report report={report} />}
      </div>
      {attempt.data?.outcome === 'dry' && !write.data && (
        <Group justify="flex-end">
          <Button size="md" loading={write.isPending} onClick={() => write.mutate({ content, commit: true })}>
            {t('deliveries.write', { count: attempt.data.orders.length })}
          </Button>
        </Group>
      )}
    </Page>
  );
}

const colours = { dry: 'blue', refused: 'red', nothing: 'gray', written: 'green' } as const;

function Report({ report }: { report: FileReport }) {
  const t = useT();
  const { number } = useFormat();
  const { outcome, orders } = report;
  const written = outcome === 'written';
  const columns: Column<FileReport['faults'][number]>[] = [
    { key: 'line', title: t('deliveries.fileLine'), render: ({ line }) => number(line), numeric: true },
    { key: 'column', title: t('deliveries.fileColumn'), render: ({ column }) => column || '–' },
    { key: 'value', title: t('deliveries.fileValue'), render: ({ value }) => value || '–' },
    { key: 'why', title: t('deliveries.why'), render: ({ message }) => message, phone: 'title' },
  ];
  return (
    <Stack gap="md">
      <Alert color={colours[outcome]} py="sm">
        {t(`deliveries.outcomes.${outcome}`)}
      </Alert>
      <Card>
        <Facts
          items={[
            [t('deliveries.fileRows'), number(report.rows)],
            [t('deliveries.fileRejected'), number(report.rejected)],
            [t('deliveries.fileUnchanged'), number(report.unchanged)],
            [t('deliveries.fileUnread'), report.unread.join(', ')],
            ...orders.map(
              ({ number: code, outcome: what }) =>
                [
                  t(`deliveries.orderOutcomes.${what}`),
                  written ? (
                    <TextLink key={code} to={`/deliveries/${encodeURIComponent(code)}`}>
                      {code}
                    </TextLink>
                  ) : (
                    code
                  ),
                ] as const,
            ),
          ]}
        />
      </Card>
      {report.faults.length > 0 && (
        <Section title={t('deliveries.faults')}>
          <ListTable
            label={t('deliveries.faults')}
            read={{ items: report.faults }}
            columns={columns}
            rowKey={({ line, column, code }) => `${line} ${column} ${code}`}
            empty={null}
          />
        </Section>
      )}
    </Stack>
  );
}
