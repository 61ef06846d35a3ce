// The columns of the stock table for each grouping: their order, names and widths.
import { figures, type Figure, type Grouping, type Sortable } from './stock-search.ts';
import { useT } from '../../shared/speech.tsx';

export interface Column {
  sort: Sortable;
  width: string;
  figure?: Figure;
}

const first = 'minmax(160px, 2.4fr)';

const named: Record<'place' | 'product' | 'lot' | 'expiry' | 'condition', Column> = {
  place: { sort: 'place', width: first },
  product: { sort: 'product', width: first },
  lot: { sort: 'lot', width: 'minmax(98px, 0.5fr)' },
  expiry: { sort: 'expiry', width: '172px' },
  condition: { sort: 'condition', width: '112px' },
};

const numbers: Column[] = figures.map((figure) => ({ sort: figure, figure, width: 'minmax(72px, 0.5fr)' }));

export const columnsFor: Record<Grouping, readonly Column[]> = {
  place: [named.place, named.lot, named.expiry, named.condition, ...numbers],
  product: [named.product, named.lot, named.expiry, named.condition, ...numbers],
  batch: [{ ...named.lot, width: first }, named.expiry, named.condition, ...numbers],
  // Nothing is folded away here, so the lot goes under its vaccine's name.
  none: [
    { ...named.place, width: 'minmax(130px, 2.4fr)' },
    { ...named.product, width: 'minmax(130px, 1.6fr)' },
    named.expiry,
    named.condition,
    // One column more than elsewhere has to fit beside the rail at 1280 px.
    ...numbers.map((column) => ({ ...column, width: 'minmax(60px, 0.5fr)' })),
  ],
};

export const isFigure = (sort: Sortable): sort is Figure => figures.includes(sort as Figure);

export function useColumnName(): (sort: Sortable) => string {
  const t = useT();
  return (sort) => (isFigure(sort) ? t(`figure.${sort}Short`) : t(`column.${sort}`));
}

/** The first column names the group and, inside it, what tells its rows apart. */
export function useFirstColumnName(): (grouping: Grouping, sort: Sortable) => string {
  const t = useT();
  return (grouping, sort) => {
    if (grouping === 'place' && sort === 'place')
      return `${t('column.place')} / ${t('column.product').toLowerCase()}`;
    if (grouping === 'product' && sort === 'product')
      return `${t('column.product')} / ${t('column.place').toLowerCase()}`;
    if (grouping === 'none' && sort === 'product')
      return `${t('column.product')} / ${t('column.lot').toLowerCase()}`;
    if (grouping === 'batch' && sort === 'lot')
      return `${t('column.batch')} / ${t('column.place').toLowerCase()}`;
    return isFigure(sort) ? t(`figure.${sort}Short`) : t(`column.${sort}`);
  };
}
