// One report of a place and what is below it: its figures by place or by level, each opening its movements.
import { query } from '../../shared/api.ts';
import { useFilters } from '../../shared/filters.ts';
import { levelName } from '../../shared/names.ts';
import { FilterBar, FilterChoice } from '../../shared/parts/filter-bar.tsx';
import { ButtonLink, TextLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Page, Section } from '../../shared/parts/page.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList, type ListRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { Choices } from './choices.tsx';
import { Definition } from './definition.tsx';
import { Downloads } from './downloads.tsx';
import { FlowTable } from './flow-table.tsx';
import type { FlowRow } from './flow-table.tsx';
import {
  byPlaceOnly,
  columnsFor,
  isReport,
  opens,
  REPORTS,
  useColumnName,
  type ReportAnswer,
  type ReportRow,
} from './report.ts';

export default function ReportsPage() {
  const t = useT();
  const { user } = useSeat();
  const [filters, change] = useFilters({
    report: 'tier',
    place: user.place.code,
    product: '',
    from: '',
    to: '',
    deep: 'true',
    by: 'place',
  });
  const report = isReport(filters.report) ? filters.report : 'tier';
  const listed = report === 'receipts-issues';
  const path = `/api/v1/reports/${report}`;
  const chosen = { place: filters.place, product: filters.product, from: filters.from, to: filters.to };
  const parameters = {
    ...chosen,
    deep: filters.deep,
    ...(byPlaceOnly(report) ? {} : { by: filters.by }),
  };
  const asked = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ''));
  const read = useList<ReportRow>(path, asked);
  const first = read.data?.pages[0] as ReportAnswer<ReportRow> | undefined;
  const empty = <Empty title={t('reports.empty')} text={t('reports.emptyText')} />;
  return (
    <Page
      title={t('reports.title')}
      text={first?.title}
      actions={
        <>
          <ButtonLink variant="default" to={`/reports/lplpo?place=${filters.place}`}>
            {t('reports.lplpo')}
          </ButtonLink>
          <Downloads path={path} parameters={asked} />
        </>
      }
    >
      <FilterBar>
        <FilterChoice
          label={t('reports.report')}
          value={report}
          onChange={(name) => change({ report: name })}
          options={REPORTS.map((name) => ({ value: name, label: t(`reports.reports.${name}`) }))}
        />
        <Choices chosen={chosen} change={change} period={first?.period} />
        <FilterChoice
          label={t('reports.scope')}
          value={filters.deep}
          onChange={(deep) => change({ deep })}
          options={[
            { value: 'true', label: t('reports.scopeDeep') },
            { value: 'false', label: t('reports.scopeOne') },
          ]}
        />
        {!byPlaceOnly(report) && (
          <FilterChoice
            label={t('reports.by')}
            value={filters.by}
            onChange={(by) => change({ by })}
            options={[
              { value: 'place', label: t('reports.byPlace') },
              { value: 'level', label: t('reports.byLevel') },
            ]}
          />
        )}
      </FilterBar>
      <Definition text={first?.definition} />
      {listed ? (
        <FlowTable
          read={read as unknown as ListRead<FlowRow>}
          figures={['received', 'issued']}
          empty={empty}
        />
      ) : (
        <Figures report={report} read={read} totals={first?.totals ?? []} asked={asked} empty={empty} />
      )}
    </Page>
  );
}

interface FiguresProps {
  report: Parameters<typeof columnsFor>[0];
  read: ListRead<ReportRow>;
  totals: ReportRow[];
  asked: Record<string, string>;
  empty: React.ReactNode;
}

function Figures({ report, read, totals, asked, empty }: FiguresProps) {
  const t = useT();
  const titleOf = useColumnName();
  const { hundredths: number } = useFormat();
  const names = columnsFor(report, [...read.items, ...totals]);
  const figure = (row: ReportRow, name: string) => {
    const value = row[name];
    if (typeof value !== 'number') return '–';
    const shown = number(value);
    if (report === 'orders' || !opens(name) || value === 0) return shown;
    const where = row.place
      ? { place: row.place.code, deep: 'false' }
      : { ...(row.level && { level: row.level }) };
    const to = query({ ...asked, by: undefined, ...where, product: row.product.code, figure: name });
    return (
      <TextLink
        inherit
        to={`/reports/movements${to}`}
        aria-label={t('reports.open', { figure: titleOf(name), doses: shown })}
      >
        {shown}
      </TextLink>
    );
  };
  const figures = names.map((name): Column<ReportRow> => ({
    key: name,
    title: titleOf(name),
    numeric: true,
    render: (row) => figure(row, name),
  }));
  const product: Column<ReportRow> = {
    key: 'product',
    title: titleOf('product'),
    phone: 'text',
    render: ({ place, product: of }) =>
      place ? (
        <TextLink
          inherit
          to={`/reports/card${query({ ...asked, by: undefined, deep: undefined, place: place.code, product: of.code })}`}
        >
          {of.name}
        </TextLink>
      ) : (
        of.name
      ),
  };
  const where: Column<ReportRow> = {
    key: 'place',
    title: titleOf(asked.by === 'level' ? 'level' : 'place'),
    phone: 'title',
    render: ({ place, level }) => place?.name ?? levelName(t, level ?? ''),
  };
  const keyOf = (row: ReportRow) => `${row.place?.code ?? row.level ?? ''} ${row.product.code}`;
  return (
    <>
      <ListTable
        label={t(`reports.reports.${report}`)}
        read={read}
        columns={[where, product, ...figures]}
        rowKey={keyOf}
        empty={empty}
      />
      {totals.length > 0 && read.items.length > 1 && (
        <Section title={t('reports.totals')}>
          <ListTable
            label={t('reports.totals')}
            read={{ items: totals }}
            columns={[{ ...product, phone: 'title' }, ...figures]}
            rowKey={keyOf}
            empty={empty}
          />
        </Section>
      )}
    </>
  );
}
