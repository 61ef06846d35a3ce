// A status as colour and words together, never colour alone.
import type { ReactNode } from 'react';
import { useT } from '../speech.tsx';
import classes from './badge.module.css';

export type Tone = 'red' | 'amber' | 'yellow' | 'green' | 'blue' | 'violet' | 'grey';

interface BadgeProps {
  tone: Tone;
  children: ReactNode;
  /** For what must not be overlooked. */
  ring?: boolean;
  title?: string;
}

export function Badge({ tone, children, ring, title }: BadgeProps) {
  return (
    <span className={classes.badge} data-tone={tone} data-ring={ring || undefined} title={title}>
      {children}
    </span>
  );
}

const ofBatch = { released: 'green', quarantined: 'violet', recalled: 'red' } as const;

/** Whether a batch may be used. A released one needs no word where that is the rule. */
export function BatchStatusBadge({ status, quiet }: { status: string; quiet?: boolean }) {
  const t = useT();
  if (!(status in ofBatch) || (quiet && status === 'released')) return null;
  const known = status as keyof typeof ofBatch;
  return (
    <Badge tone={ofBatch[known]} ring={known === 'recalled'}>
      {t(`common.batchStatus.${known}`)}
    </Badge>
  );
}
