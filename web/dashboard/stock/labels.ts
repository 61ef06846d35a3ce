// How groups and rows name themselves, in the table and on the cards alike.
import { levelName } from '../../shared/names.ts';
import type { Row } from './book.ts';
import type { Grouping } from './stock-search.ts';
import type { Group } from './view.ts';
import { useFormat, useT } from '../../shared/speech.tsx';

export interface Label {
  title: string;
  detail: string;
}

export function useGroupLabel(): (grouping: Grouping, group: Group) => Label {
  const t = useT();
  const { number } = useFormat();
  return (grouping, group) => {
    const row = group.lines[0]?.row;
    if (!row) return { title: group.key, detail: '' };
    const count = group.lines.length;
    const batches = t('figure.batches', { count, formatted: number(count) });
    const places = t('figure.places', { count, formatted: number(count) });
    switch (grouping) {
      case 'product':
        return { title: row.batch.product.name, detail: placesAndBatches(group) };
      case 'batch':
        return { title: row.batch.lot, detail: `${row.batch.product.name} · ${places}` };
      default:
        return {
          title: row.place.name,
          detail: `${levelName(t, row.place.level)} · ${row.place.code} · ${batches}`,
        };
    }
  };

  function placesAndBatches(group: Group): string {
    const places = new Set(group.lines.map((line) => line.row.place.code)).size;
    const batches = new Set(group.lines.map((line) => line.row.batch.id)).size;
    return [
      t('figure.places', { count: places, formatted: number(places) }),
      t('figure.batches', { count: batches, formatted: number(batches) }),
    ].join(' · ');
  }
}

/** Inside a group only what the heading does not already say. */
export const rowTitle = (grouping: Grouping, row: Row) =>
  grouping === 'place' ? row.batch.product.name : row.place.name;

/** The stock card of the row's vaccine at its place. */
export const cardAddress = ({ place, batch }: Row) =>
  `/reports/card?place=${encodeURIComponent(place.code)}&product=${encodeURIComponent(batch.product.code)}`;

/** Where one batch's stock at its place is shown, and worked on. */
export const itemAddress = ({ place, batch }: Row) => `/stock/${encodeURIComponent(place.code)}/${batch.id}`;
