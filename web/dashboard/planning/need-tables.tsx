// Needs summed up by place, and through the year beside what came and what was used.
import { ListTable } from '../../shared/parts/list-table.tsx';
import { Card, Facts } from '../../shared/parts/page.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import type { NeedSum, Progress } from './shapes.ts';

interface Asked {
  place: string;
  year: string;
  product: string;
}

export function SumsTable({ asked }: { asked: Asked }) {
  const t = useT();
  const { number } = useFormat();
  const read = useRead<{ items: NeedSum[] }>('/api/v1/needs/summary', { ...asked });
  const figure = (key: 'population' | 'vials' | 'doses' | 'approvedDoses', title: string) => ({
    key,
    title,
    numeric: true,
    render: (row: NeedSum) => number(row[key]),
  });
  return (
    <ListTable
      label={t('planning.sums')}
      read={{ ...read, items: read.data?.items ?? [] }}
      rowKey={({ place, product }) => `${place.code}/${product.code}`}
      to={({ place, product }) =>
        `/needs?view=sums&year=${asked.year}&place=${place.code}&product=${product.code}`
      }
      empty={<Empty title={t('planning.noNeeds')} />}
      columns={[
        { key: 'place', title: t('common.place'), phone: 'title', render: ({ place }) => place.name },
        { key: 'product', title: t('common.product'), phone: 'text', render: ({ product }) => product.name },
        figure('population', t('planning.population')),
        figure('vials', t('planning.vials')),
        figure('doses', t('common.doses')),
        figure('approvedDoses', t('planning.approvedDoses')),
        {
          key: 'counts',
          title: t('planning.counts'),
          numeric: true,
          render: (row) => `${row.draft} · ${row.proposed} · ${row.approved} · ${row.returned}`,
        },
      ]}
    />
  );
}

type Month = Progress['months'][number];

export function ProgressTable({ asked }: { asked: Asked }) {
  const t = useT();
  const { number, month } = useFormat();
  const read = useRead<Progress>('/api/v1/needs/progress', { ...asked }, { enabled: asked.product !== '' });
  if (asked.product === '')
    return <Empty title={t('planning.chooseProduct')} text={t('planning.progressText')} />;
  const figure = (key: Exclude<keyof Month, 'month'>, title: string) => ({
    key,
    title,
    numeric: true,
    render: (row: Month) => number(row[key]),
  });
  return (
    <>
      {read.data && (
        <Card>
          <Facts
            items={[
              [t('planning.yearNeed'), t('common.dosesOf', { formatted: number(read.data.doses) })],
              [t('planning.approvedDoses'), number(read.data.approvedDoses)],
            ]}
          />
        </Card>
      )}
      <ListTable
        label={t('planning.progress')}
        read={{ ...read, items: read.data?.months ?? [] }}
        rowKey={({ month }) => month}
        empty={<Empty title={t('planning.noNeeds')} />}
        columns={[
          { key: 'month', title: t('planning.month'), phone: 'title', render: ({ month: of }) => month(of) },
          figure('needed', t('planning.neededSoFar')),
          figure('receivedSoFar', t('planning.receivedSoFar')),
          figure('usedSoFar', t('planning.usedSoFar')),
          figure('received', t('planning.received')),
          figure('used', t('planning.given')),
          figure('wasted', t('planning.wasted')),
        ]}
      />
    </>
  );
}
