// Which of many entries are in sight while the whole page scrolls, wherever on the page the list begins.
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';

export function useVirtualRows<T extends { key: string }>(
  entries: readonly T[],
  sizeOf: (entry: T) => number,
) {
  const body = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);

  // What stands above the list (a banner, opened filters) may grow at any time.
  useLayoutEffect(() => {
    const measure = () => {
      if (body.current) setOffset(Math.round(body.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  });

  const virtualizer = useWindowVirtualizer({
    count: entries.length,
    estimateSize: (index) => sizeOf(entries[index] as T),
    getItemKey: (index) => entries[index]?.key ?? index,
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
