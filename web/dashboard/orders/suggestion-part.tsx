// What the place should ask for, with the arithmetic behind it; one press fills the order in.
import { Alert, Button } from '@mantine/core';
import { ListTable } from '../../shared/parts/list-table.tsx';
import { Section } from '../../shared/parts/page.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import type { Suggestion } from './contract.ts';
import { blankLine, type NewLine } from './new-lines.tsx';

type Item = Suggestion['items'][number];

interface SuggestionProps {
  place: string;
  onUse: (lines: NewLine[]) => void;
}

export function SuggestionPart({ place, onUse }: SuggestionProps) {
  const t = useT();
  const { number } = useFormat();
  const read = useRead<Suggestion>('/api/v1/orders/suggestion', { place });
  if (!read.data || read.data.items.length === 0) return null;
  const { items, note } = read.data;
  const wanted = items.filter(({ suggested }) => (suggested ?? 0) > 0);
  const use = () =>
    onUse(wanted.map(({ product, suggested }) => ({ ...blankLine(), what: product.code, doses: suggested })));
  const figure = (key: 'usable' | 'inbound' | 'ordered') => ({
    key,
    title: t(`orders.${key}`),
    numeric: true,
    render: (item: Item) => number(item[key]),
  });
  return (
    <Section
      title={t('orders.suggestion')}
      aside={
        wanted.length > 0 && (
          <Button variant="light" size="xs" onClick={use}>
            {t('orders.suggestionUse')}
          </Button>
        )
      }
    >
      {note ? <Alert color="blue">{note}</Alert> : <div>{t('orders.suggestionText')}</div>}
      <details open={wanted.length > 0}>
        <summary style={{ cursor: 'pointer', padding: '6px 0' }}>{t('orders.suggestionShow')}</summary>
        <ListTable
          label={t('orders.suggestion')}
          read={{ items }}
          rowKey={({ product }) => product.id}
          empty={null}
          columns={[
            {
              key: 'product',
              title: t('common.product'),
              phone: 'title',
              render: ({ product }) => product.name,
            },
            figure('usable'),
            figure('inbound'),
            figure('ordered'),
            {
              key: 'limits',
              title: t('orders.minMax'),
              numeric: true,
              render: ({ minimum, maximum }) =>
                minimum === null || maximum === null ? '–' : `${number(minimum)} – ${number(maximum)}`,
            },
            {
              key: 'suggested',
              title: t('orders.suggested'),
              numeric: true,
              render: ({ suggested }) => (suggested === null ? '–' : <strong>{number(suggested)}</strong>),
            },
          ]}
        />
      </details>
    </Section>
  );
}
