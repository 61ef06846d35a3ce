// The table as one list of entries, which is what can be virtualised: group headings, and the rows of those opened.
import { useCallback, useMemo, useState } from 'react';
import type { Grouping } from './stock-search.ts';
import type { Group, Line, View } from './view.ts';

export type Entry =
  { kind: 'group'; key: string; group: Group; open: boolean } | { kind: 'line'; key: string; line: Line };

/** So few rows are shown open from the start. */
const few = 40;

export interface Entries {
  list: Entry[];
  toggle: (group: string) => void;
  allOpen: boolean;
  setAll: (open: boolean) => void;
}

export function useEntries(view: View): Entries {
  const [choice, setChoice] = useState<{ grouping: Grouping; open: boolean } | undefined>();
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const chosen = choice?.grouping === view.grouping ? choice.open : undefined;
  const openFirst = chosen ?? (view.total.lines <= few || view.groups.length === 1);

  const list = useMemo(() => {
    const entries: Entry[] = [];
    for (const group of view.groups) {
      const open = view.grouping === 'none' || openFirst !== turned.has(`${view.grouping} ${group.key}`);
      if (view.grouping !== 'none') entries.push({ kind: 'group', key: `group ${group.key}`, group, open });
      if (open) for (const line of group.lines) entries.push({ kind: 'line', key: line.row.key, line });
    }
    return entries;
  }, [view, openFirst, turned]);

  const toggle = useCallback(
    (group: string) =>
      setTurned((before) => {
        const key = `${view.grouping} ${group}`;
        const after = new Set(before);
        if (!after.delete(key)) after.add(key);
        return after;
      }),
    [view.grouping],
  );

  const setAll = useCallback(
    (open: boolean) => {
      setChoice({ grouping: view.grouping, open });
      setTurned(new Set());
    },
    [view.grouping],
  );

  return { list, toggle, allOpen: openFirst, setAll };
}
