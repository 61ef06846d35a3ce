// The movements behind a figure of a report; their doses add up to it.
import { query } from '../../shared/api.ts';
import { useFilters } from '../../shared/filters.ts';
import { Page } from '../../shared/parts/page.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { Definition } from './definition.tsx';
import { Downloads } from './downloads.tsx';
import { FlowTable, type FlowRow } from './flow-table.tsx';
import { useColumnName, type ReportAnswer } from './report.ts';

export default function MovementsPage() {
  const t = useT();
  const titleOf = useColumnName();
  const { user } = useSeat();
  const [filters] = useFilters({
    figure: 'used',
    place: user.place.code,
    product: '',
    from: '',
    to: '',
    deep: 'true',
    level: '',
  });
  const asked = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
  const path = '/api/v1/reports/movements';
  const read = useList<FlowRow>(path, asked);
  const first = read.data?.pages[0] as ReportAnswer<FlowRow> | undefined;
  const back = query({ from: filters.from, to: filters.to });
  return (
    <Page
      title={t('reports.behind', { figure: titleOf(filters.figure) })}
      text={[filters.place, first && `${first.period.from} – ${first.period.to}`].filter(Boolean).join(' · ')}
      back={{ to: `/reports${back}`, label: t('reports.backToReport') }}
      actions={<Downloads path={path} parameters={asked} />}
    >
      <Definition text={first?.definition} />
      <FlowTable
        read={read}
        figures={['doses']}
        empty={<Empty title={t('reports.empty')} text={t('reports.emptyText')} />}
      />
    </Page>
  );
}
