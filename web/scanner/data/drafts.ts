// Half-filled forms, kept on the disk as they are filled: a page that is closed in the middle loses nothing.
import { useLiveQuery } from 'dexie-react-hooks';
import { useCallback, useState } from 'react';
import { db } from './database.ts';

/**
 * The value of a form and how to change it. Undefined until the disk has answered.
 * @param first what it begins with, when nothing was kept.
 */
export function useDraft<T>(key: string, first: T): [value: T | undefined, change: (next: T) => void] {
  const kept = useLiveQuery(async () => ({ found: await db.drafts.get(key) }), [key]);
  const [changed, setChanged] = useState<T>();
  const change = useCallback(
    (next: T) => {
      setChanged(next);
      void db.drafts.put({ key, value: next, at: Date.now() });
    },
    [key],
  );
  if (changed !== undefined) return [changed, change];
  return [kept && ((kept.found?.value as T | undefined) ?? first), change];
}
