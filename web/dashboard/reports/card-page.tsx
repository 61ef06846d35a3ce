// The stock card: what came in, what went out and what was left, of one vaccine at one place.
import { query } from '../../shared/api.ts';
import { useFilters } from '../../shared/filters.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { DocumentButton } from '../../shared/parts/document-button.tsx';
import { FilterBar } from '../../shared/parts/filter-bar.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Moment } from '../../shared/parts/moment.tsx';
import { Card, Facts, Page } from '../../shared/parts/page.tsx';
import { useReasonName } from '../../shared/parts/pickers.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { Choices } from './choices.tsx';
import { Definition } from './definition.tsx';
import { Downloads } from './downloads.tsx';
import { useColumnName, useKindName, type ReportAnswer } from './report.ts';

interface CardRow {
  movement: string;
  occurredAt: string;
  kind: string;
  reason: string | null;
  document: string | null;
  other: { name: string } | null;
  batch: string;
  lot: string;
  in: number;
  out: number;
  balance: number;
  note: string | null;
  actor: string | null;
  reversedBy: string | null;
}

interface CardAnswer extends ReportAnswer<CardRow> {
  place: { name: string };
  product: { name: string };
  opening: number;
  closing: number;
  carriedAt: string | null;
}

export default function CardPage() {
  const t = useT();
  const { user } = useSeat();
  const [filters, change] = useFilters({
    place: user.place.code,
    product: '',
    batch: '',
    from: '',
    to: '',
  });
  const path = '/api/v1/reports/stock-card';
  const asked = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
  const read = useList<CardRow>(path, asked, { enabled: filters.product !== '' });
  const card = read.data?.pages[0] as CardAnswer | undefined;
  const { number } = useFormat();
  return (
    <Page
      title={t('reports.card')}
      text={card ? `${card.product.name} · ${card.place.name}` : t('reports.cardText')}
      back={{ to: '/reports', label: t('reports.title') }}
      actions={
        filters.product !== '' && (
          <>
            <DocumentButton path={`/api/v1/documents/stock-card${query(asked)}`} paper="card" />
            <Downloads path={path} parameters={asked} />
          </>
        )
      }
    >
      <FilterBar>
        {/* A batch belongs to the vaccine and place it was chosen with. */}
        <Choices
          chosen={filters}
          change={(some) => change({ ...some, ...('from' in some || 'to' in some ? {} : { batch: '' }) })}
          period={card?.period}
          productRequired
        />
      </FilterBar>
      {filters.product === '' ? (
        <Empty title={t('reports.cardChoose')} text={t('reports.cardChooseText')} />
      ) : (
        <>
          <Definition text={card?.definition} />
          {card && (
            <Card>
              <Facts
                items={[
                  [t('reports.openingAt'), number(card.opening)],
                  [t('reports.closingAt'), number(card.closing)],
                ]}
              />
              {card.carriedAt && <p>{t('reports.carried')}</p>}
            </Card>
          )}
          <Rows read={read} />
        </>
      )}
    </Page>
  );
}

function Rows({ read }: { read: ReturnType<typeof useList<CardRow>> }) {
  const t = useT();
  const titleOf = useColumnName();
  const kindName = useKindName();
  const reasonName = useReasonName();
  const { number } = useFormat();
  const columns: Column<CardRow>[] = [
    {
      key: 'occurredAt',
      title: titleOf('occurredAt'),
      phone: 'text',
      render: (row) => <Moment at={row.occurredAt} />,
    },
    {
      key: 'kind',
      title: titleOf('kind'),
      phone: 'title',
      render: ({ kind, reason }) => [kindName(kind), reason && reasonName(reason)].filter(Boolean).join(': '),
    },
    {
      key: 'reversed',
      title: '',
      phone: 'badge',
      render: (row) => (row.reversedBy ? <Badge tone="grey">{t('reports.reversed')}</Badge> : null),
    },
    { key: 'other', title: titleOf('other'), render: (row) => row.other?.name ?? '–' },
    { key: 'document', title: titleOf('document'), unbroken: true, render: (row) => row.document ?? '–' },
    { key: 'lot', title: titleOf('lot'), unbroken: true, render: (row) => row.lot },
    ...(['in', 'out', 'balance'] as const).map((name): Column<CardRow> => ({
      key: name,
      title: titleOf(name),
      numeric: true,
      render: (row) => (row[name] === 0 && name !== 'balance' ? '' : number(row[name])),
    })),
    { key: 'actor', title: titleOf('actor'), render: (row) => row.actor ?? '–' },
  ];
  return (
    <ListTable
      label={t('reports.card')}
      read={read}
      columns={columns}
      rowKey={(row) => `${row.movement} ${row.batch} ${row.occurredAt}`}
      empty={<Empty title={t('reports.empty')} text={t('reports.emptyText')} />}
    />
  );
}
