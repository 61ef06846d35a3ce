// The month report of one place (LPLPO): each vaccine's month, what is left, and what is asked for; saved as Excel or CSV,
// printed as PDF.
import { query } from '../../shared/api.ts';
import { useFilters } from '../../shared/filters.ts';
import { DocumentButton } from '../../shared/parts/document-button.tsx';
import { FilterBar, FilterChoice } from '../../shared/parts/filter-bar.tsx';
import { TextLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { useNow } from '../../shared/parts/moment.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { PlacePicker } from '../../shared/parts/pickers.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { todayAt } from '../stock/condition.ts';
import { Downloads } from './downloads.tsx';
import { Definition } from './definition.tsx';
import { useColumnName } from './report.ts';

const ALWAYS = ['opening', 'received', 'used', 'closing', 'proposed'] as const;
/** In the order in which they make the sum; those without a figure in any line are left out. */
const FIGURES = [
  ...(['opening', 'received', 'used', 'discardedOpen', 'discardedClosed', 'issued', 'adjusted'] as const),
  ...(['closing', 'stockOutDays', 'minimum', 'maximum', 'inbound', 'proposed'] as const),
];
type Figure = (typeof FIGURES)[number];

type Line = Record<Figure, number | null> & { product: { code: string; name: string } };

interface Answer {
  definition: string;
  month: string;
  period: { from: string; to: string };
  items: Line[];
}

/** The month of that day and the twelve before it, the newest first. */
function monthsUpTo(day: string): string[] {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return Array.from({ length: 13 }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
  );
}

export default function LplpoPage() {
  const t = useT();
  const { user } = useSeat();
  const { month: monthName } = useFormat();
  const months = monthsUpTo(todayAt(user.place.timeZone ?? 'Asia/Jakarta', useNow()));
  const [filters, change] = useFilters({ place: user.place.code, month: months[0]! });
  const read = useRead<Answer>('/api/v1/reports/lplpo', filters);
  const { data } = read;
  return (
    <Page
      title={t('reports.lplpo')}
      text={t('reports.lplpoText')}
      back={{ to: '/reports', label: t('reports.title') }}
      actions={
        <>
          <Downloads path="/api/v1/reports/lplpo" parameters={filters} />
          <DocumentButton path={`/api/v1/documents/lplpo${query(filters)}`} paper="lplpo" />
        </>
      }
    >
      <FilterBar>
        <PlacePicker
          size="sm"
          required
          withAsterisk={false}
          label={t('reports.place')}
          value={filters.place}
          onChange={(place) => place && change({ place })}
        />
        <FilterChoice
          label={t('reports.month')}
          value={filters.month}
          onChange={(month) => change({ month })}
          options={months.map((month) => ({ value: month, label: monthName(month) }))}
        />
      </FilterBar>
      <Definition text={data?.definition} />
      <ListTable
        label={t('reports.lplpo')}
        read={{ ...read, items: data?.items ?? [] }}
        rowKey={({ product }) => product.code}
        columns={useColumns(data, filters.place)}
        empty={<Empty title={t('reports.empty')} text={t('reports.emptyText')} />}
      />
    </Page>
  );
}

function useColumns(data: Answer | undefined, place: string): Column<Line>[] {
  const titleOf = useColumnName();
  const { number } = useFormat();
  const shown = FIGURES.filter(
    (name) => (ALWAYS as readonly Figure[]).includes(name) || data?.items.some((line) => line[name]),
  );
  return [
    {
      key: 'product',
      title: titleOf('product'),
      phone: 'title',
      render: ({ product }) => (
        <TextLink inherit to={`/reports/card${query({ place, product: product.code, ...data?.period })}`}>
          {product.name}
        </TextLink>
      ),
    },
    ...shown.map((name): Column<Line> => ({
      key: name,
      title: titleOf(name),
      numeric: true,
      render: (line) => {
        const value = line[name];
        return value === null ? '–' : number(value);
      },
    })),
  ];
}
