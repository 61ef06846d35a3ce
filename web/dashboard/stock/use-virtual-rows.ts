// Which of many entries are in sight while the whole page scrolls, wherever on the page the list begins.
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';

interface Keyed {
  key: string;
}

/** Keeps giving the list whose order is the present one: new figures in old places need no measuring again. */
function createOrderKeeper<T extends Keyed>() {
  let order: readonly T[] = [];
  let latest: readonly T[] = order;
  return (entries: readonly T[]) => {
    if (entries === latest) return order;
    latest = entries;
    const same =
      order.length === entries.length && order.every((entry, at) => entry.key === entries[at]?.key);
    return same ? order : (order = entries);
  };
}

export function useVirtualRows<T extends Keyed>(entries: readonly T[], sizeOf: (entry: T) => number) {
  const body = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  const [keepOrder] = useState(createOrderKeeper<T>);
  const order = keepOrder(entries);

  // What stands above the list (a banner, opened filters) may grow at any time.
  useLayoutEffect(() => {
    const measure = () => {
      if (body.current) setOffset(Math.round(body.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);

  const virtualizer = useWindowVirtualizer({
    count: entries.length,
    estimateSize: (index) => sizeOf(order[index] as T),
    getItemKey: useCallback((index: number) => order[index]?.key ?? index, [order]),
    overscan: 8,
    scrollMargin: offset,
  });

  return {
    body,
    offset,
    items: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
  };
}
