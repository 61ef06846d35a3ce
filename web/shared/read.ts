// Reading from the service with a memory: one page of a list at a time, kept fresh by the live feed (`live-reads.ts`).
// A read is remembered under its subject (`shipments` of `/api/v1/shipments`), so that what changed is asked anew.
import { useInfiniteQuery, useQuery, type QueryClient } from '@tanstack/react-query';
import { api, query } from './api.ts';
import type { Page } from './contract.ts';

export type Parameters = Record<string, string | number | boolean | undefined | null>;

/** The word after `/api/v1/` by which a read is remembered. */
export const subjectOf = (path: string) => path.split('/')[3] ?? path;

interface ReadOptions {
  /** False while something it needs is not known yet. */
  enabled?: boolean;
  staleTime?: number;
}

/** One thing: `useRead<Shipment>('/api/v1/shipments/…')`. */
export function useRead<T>(path: string, parameters: Parameters = {}, options: ReadOptions = {}) {
  return useQuery({
    queryKey: [subjectOf(path), path, parameters],
    queryFn: ({ signal }) => api<T>(`${path}${query(parameters)}`, { signal }),
    ...options,
  });
}

/** A list that grows: `{items, nextCursor}` page after page. `items` are all that were loaded so far. */
export function useList<T>(path: string, parameters: Parameters = {}, options: ReadOptions = {}) {
  const found = useInfiniteQuery({
    queryKey: [subjectOf(path), path, parameters, 'list'],
    queryFn: ({ signal, pageParam }) =>
      api<Page<T>>(`${path}${query({ limit: 50, ...parameters, cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    ...options,
  });
  return { ...found, items: found.data?.pages.flatMap((page) => page.items) ?? [] };
}

export type ListRead<T> = ReturnType<typeof useList<T>>;

/** Asks anew for whatever is on the screen about these subjects, and forgets what else is known of them. */
export function forget(client: QueryClient, ...subjects: string[]): Promise<unknown> {
  return Promise.all(subjects.map((subject) => client.invalidateQueries({ queryKey: [subject] })));
}
