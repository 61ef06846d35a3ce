// A screen's filters, kept in the address bar so that they can be reloaded, bookmarked and sent to a colleague.
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useCallback, useRef, useState } from 'react';

/** True once the reader has gone on: what they typed a moment ago must not call them back to the screen they left. */
export function useIsLeaving(): () => boolean {
  const router = useRouter();
  const [shownAt] = useState(router.latestLocation.pathname);
  return useCallback(() => {
    const { pathname } = router.latestLocation;
    return pathname !== shownAt && pathname !== router.state.resolvedLocation?.pathname;
  }, [router, shownAt]);
}

/**
 * `const [filters, change] = useFilters({ status: '', q: '' })`: the names with what each is by default. A filter that
 * is as by default does not stand in the address.
 */
export function useFilters<T extends Record<string, string>>(defaults: T): [T, (some: Partial<T>) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const isLeaving = useIsLeaving();
  const usual = useRef(defaults);
  const filters = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => {
      const given = search[name];
      return [name, given === undefined || given === null ? value : String(given)];
    }),
  ) as T;
  const change = useCallback(
    (some: Partial<T>) => {
      if (isLeaving()) return;
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) => {
          const after = { ...before, ...some };
          for (const [name, value] of Object.entries(some))
            if (value === usual.current[name]) delete after[name];
          return after;
        },
        replace: true,
        resetScroll: false,
      });
    },
    [navigate, isLeaving],
  );
  return [filters, change];
}
