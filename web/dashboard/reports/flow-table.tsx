// Movements with their doses in the figures that were asked for.
import type { ReactNode } from 'react';
import { useReasonName } from '../../shared/parts/pickers.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Moment } from '../../shared/parts/moment.tsx';
import type { ListRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useColumnName, useKindName } from './report.ts';

export interface FlowRow {
  movement: string;
  place: { code: string; name: string };
  kind: string;
  reason: string | null;
  document: string | null;
  other: { code: string; name: string } | null;
  product: { code: string; name: string };
  lot: string;
  expiry: string;
  occurredAt: string;
  recordedAt: string;
  [figure: string]: unknown;
}

interface FlowTableProps {
  read: ListRead<FlowRow>;
  figures: readonly string[];
  empty: ReactNode;
}

export function FlowTable({ read, figures, empty }: FlowTableProps) {
  const t = useT();
  const titleOf = useColumnName();
  const kindName = useKindName();
  const reasonName = useReasonName();
  const { number } = useFormat();
  const columns: Column<FlowRow>[] = [
    { key: 'occurredAt', title: titleOf('occurredAt'), render: (row) => <Moment at={row.occurredAt} /> },
    { key: 'place', title: titleOf('place'), phone: 'text', render: (row) => row.place.name },
    {
      key: 'kind',
      title: titleOf('kind'),
      phone: 'title',
      render: ({ kind, reason }) => [kindName(kind), reason && reasonName(reason)].filter(Boolean).join(': '),
    },
    { key: 'product', title: titleOf('product'), render: (row) => row.product.name },
    { key: 'lot', title: titleOf('lot'), render: (row) => row.lot },
    { key: 'other', title: titleOf('other'), render: (row) => row.other?.name ?? '–' },
    { key: 'document', title: titleOf('document'), render: (row) => row.document ?? '–' },
    ...figures.map((name): Column<FlowRow> => ({
      key: name,
      title: titleOf(name),
      numeric: true,
      render: (row) => number(Number(row[name])),
    })),
  ];
  return (
    <ListTable
      label={t('reports.title')}
      read={read}
      columns={columns}
      rowKey={({ movement, lot, occurredAt }) => `${movement} ${lot} ${occurredAt}`}
      empty={empty}
    />
  );
}
