// What stands in the place of content that is still coming, that is not there, or that failed to come.
import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { messageOf, titleOf } from '../http.ts';
import { Notice } from '../notice.tsx';
import { useT } from '../speech.tsx';
import classes from './states.module.css';

export function Waiting({ rows = 5 }: { rows?: number }) {
  const t = useT();
  return (
    <div role="status" aria-label={t('common.loading')} className={classes.waiting}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={44} radius="md" />
      ))}
    </div>
  );
}

export function Empty({
  title,
  text = '',
  children,
}: {
  title: string;
  text?: string;
  children?: ReactNode;
}) {
  return (
    <div className={classes.box}>
      <Notice tone="empty" title={title} text={text}>
        {children}
      </Notice>
    </div>
  );
}

export function NoMatch({ onClear }: { onClear?: () => void }) {
  const t = useT();
  return (
    <div className={classes.box}>
      <Notice tone="noMatch" title={t('common.noMatchTitle')} text={t('common.noMatchText')}>
        {onClear && (
          <Button variant="default" onClick={onClear}>
            {t('common.clearFilters')}
          </Button>
        )}
      </Notice>
    </div>
  );
}

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useT();
  return (
    <div className={classes.box}>
      <Notice tone="error" title={titleOf(error) ?? t('common.failedTitle')} text={messageOf(error)}>
        {retry && <Button onClick={retry}>{t('common.retry')}</Button>}
      </Notice>
    </div>
  );
}

interface LoadedProps<T> {
  read: { data?: T; error: unknown; refetch: () => unknown };
  rows?: number;
  children: (data: T) => ReactNode;
}

/** Waits for one read, says when it failed, and hands over what came. */
export function Loaded<T>({ read, rows, children }: LoadedProps<T>) {
  if (read.data !== undefined) return children(read.data);
  if (read.error) return <Failed error={read.error} retry={() => void read.refetch()} />;
  return <Waiting rows={rows} />;
}
