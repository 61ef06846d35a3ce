// The table as one list of entries, which is what can be virtualised: group headings, and the rows of those opened.
import { useCallback, useMemo, useState } from 'react';
import type { Line } from './lines.ts';
import type { Grouping } from './stock-search.ts';
import type { Group, View } from './view.ts';

export type Entry = { kind: 'group'; key: string; group: Group; open: boolean } | Line;

/** So few rows are shown open from the start. */
const few = 40;

export interface Entries {
  list: Entry[];
  toggle: (group: string) => void;
  allOpen: boolean;
  setAll: (open: boolean) => void;
}

export function useEntries(view: View): Entries {
  const { grouping } = view;
  const [choice, setChoice] = useState<{ grouping: Grouping; open: boolean }>();
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const chosen = choice?.grouping === grouping ? choice.open : undefined;
  const allOpen = chosen ?? (view.total.lines <= few || view.groups.length === 1);

  const list = useMemo(() => {
    const entries: Entry[] = [];
    for (const group of view.groups) {
      const open = view.grouping === 'none' || allOpen !== turned.has(`${view.grouping} ${group.key}`);
      if (view.grouping !== 'none') entries.push({ kind: 'group', key: `group ${group.key}`, group, open });
      if (open) for (const line of group.lines) entries.push(line);
    }
    return entries;
  }, [view, allOpen, turned]);

  const toggle = useCallback(
    (group: string) =>
      setTurned((before) => {
        const key = `${grouping} ${group}`;
        const after = new Set(before);
        if (!after.delete(key)) after.add(key);
        return after;
      }),
    [grouping],
  );

  const setAll = useCallback(
    (open: boolean) => {
      setChoice({ grouping, open });
      setTurned(new Set());
    },
    [grouping],
  );

  return { list, toggle, allOpen, setAll };
}
