// What happened to a thing, in order: what, when, by whom, and what was said.
import { Timeline as Line } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Moment } from './moment.tsx';
import classes from './timeline.module.css';

export interface Event {
  key: string;
  title: ReactNode;
  icon?: Icon;
  /** Not yet, when left out. */
  at?: string | null;
  timeZone?: string;
  by?: string | null;
  text?: ReactNode;
  color?: string;
}

export function Timeline({ events }: { events: readonly Event[] }) {
  const reached = events.findLastIndex(({ at }) => Boolean(at));
  return (
    <Line active={reached} bulletSize={26} lineWidth={2}>
      {events.map(({ key, title, icon: Icon, at, timeZone, by, text, color }) => (
        <Line.Item key={key} title={title} color={color} bullet={Icon && <Icon size={15} aria-hidden />}>
          {at && (
            <div className={classes.when}>
              <Moment at={at} timeZone={timeZone} />
              {by && ` · ${by}`}
            </div>
          )}
          {text && <div className={classes.text}>{text}</div>}
        </Line.Item>
      ))}
    </Line>
  );
}
