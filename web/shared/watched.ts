// A value that can be watched, in the shape React's useSyncExternalStore wants.
import { useSyncExternalStore } from 'react';

export interface Watched<T> {
  get(): T;
  set(value: T): void;
  watch(listener: () => void): () => void;
}

export function watched<T>(first: T): Watched<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useWatched<T>(source: Pick<Watched<T>, 'get' | 'watch'>): T {
  return useSyncExternalStore(source.watch, source.get);
}
