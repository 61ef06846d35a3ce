// A number that glows for a moment when live news changes it, and stays still when a filter does.
import { useEffect, useRef } from 'react';
import classes from './live-number.module.css';
import { useFormat } from '../../shared/speech.tsx';

interface LiveNumberProps {
  value: number;
  /** The turn of the latest live change behind this number. */
  pulse: number;
  quietZero?: boolean;
}

export function LiveNumber({ value, pulse, quietZero = false }: LiveNumberProps) {
  const { number } = useFormat();
  const place = useRef<HTMLSpanElement>(null);
  const before = useRef({ value, pulse });

  useEffect(() => {
    const was = before.current;
    before.current = { value, pulse };
    if (was.value === value || was.pulse === pulse) return;
    place.current?.animate([{ backgroundColor: 'var(--flash)' }, { backgroundColor: 'transparent' }], {
      duration: 1800,
      easing: 'ease-in',
    });
  }, [value, pulse]);

  return (
    <span ref={place} className={classes.number} data-quiet={(quietZero && value === 0) || undefined}>
      {number(value)}
    </span>
  );
}
