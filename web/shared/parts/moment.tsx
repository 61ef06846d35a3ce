// Points in time: as people say them ("3 hours ago"), with the full date at hand; or in full.
import { useEffect, useState } from 'react';
import { useFormat } from '../speech.tsx';

/** The present moment, renewed each minute. */
export function useNow(every = 60_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

export function Ago({ at, timeZone }: { at: string; timeZone?: string }) {
  const { ago, full } = useFormat();
  const now = useNow();
  return (
    <time dateTime={at} title={full(at, timeZone)} style={{ whiteSpace: 'nowrap' }}>
      {ago(at, now)}
    </time>
  );
}

/** Date and time; in a place's own time zone when that is given. */
export function Moment({ at, timeZone }: { at: string; timeZone?: string }) {
  const { full } = useFormat();
  return <time dateTime={at}>{full(at, timeZone)}</time>;
}

export function DayOf({ date }: { date: string }) {
  const { day } = useFormat();
  return (
    <time dateTime={date} style={{ whiteSpace: 'nowrap' }}>
      {day(date)}
    </time>
  );
}
