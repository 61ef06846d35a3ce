// Whether places lie at or below one's own, where one may therefore act. Asked as a search, which has no refusals.
import { useQueries } from '@tanstack/react-query';
import { api, query } from '../shared/api.ts';
import type { Page, PlaceRef } from '../shared/contract.ts';
import { useSeat } from './desk-provider.tsx';

/** True for each code that lies within; false also while that is not known yet. */
export function useCovers(codes: readonly string[]): (code: string) => boolean {
  const { user } = useSeat();
  const own = user.place.code;
  const all = own === 'ID';
  const asked = all ? [] : [...new Set(codes)].filter((code) => code !== own);
  const found = useQueries({
    queries: asked.map((code) => ({
      queryKey: ['places', 'covers', own, code],
      queryFn: async () => {
        const { items } = await api<Page<PlaceRef>>(
          `/api/v1/places${query({ under: own, q: code, limit: 1000 })}`,
        );
        return items.some((place) => place.code === code);
      },
      staleTime: Infinity,
    })),
  });
  return (code) => all || code === own || found[asked.indexOf(code)]?.data === true;
}
