// The stock page's wishes as they stand in the address bar, and how to change some of them.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useIsLeaving } from '../../shared/filters.ts';
import type { StockSearch } from './stock-search.ts';

export type ChangeSearch = (change: Partial<StockSearch>) => void;

export function useStockSearch(): [StockSearch, ChangeSearch] {
  const search: StockSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const isLeaving = useIsLeaving();
  const change = useCallback<ChangeSearch>(
    (some) => {
      if (isLeaving()) return;
      void navigate({
        to: '/',
        search: (before: StockSearch) => ({ ...before, ...some }),
        replace: true,
        resetScroll: false,
      });
    },
    [navigate, isLeaving],
  );
  return [search, change];
}
