// The stock below one's place: sums, filters, and one live table.
import { Alert, Button, Loader, Skeleton, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { Notice } from '../../shared/notice.tsx';
import { useWatched } from '../../shared/watched.ts';
import { useSeat } from '../desk-provider.tsx';
import { useEntries } from './entries.ts';
import { StockCards } from './stock-cards.tsx';
import classes from './stock-page.module.css';
import { isFiltered } from './stock-search.ts';
import { StockTable } from './stock-table.tsx';
import { Tiles } from './tiles.tsx';
import { ToDo } from './to-do.tsx';
import { Toolbar } from './toolbar.tsx';
import { useStockSearch } from './use-stock-search.ts';
import { createViewer } from './view.ts';
import { useFormat, useT } from '../../shared/speech.tsx';

export function StockPage() {
  const t = useT();
  const { user, desk } = useSeat();
  const { compare, number } = useFormat();
  const [search, change] = useStockSearch();
  const compact =
    useMediaQuery('(max-width: 1120px)', undefined, { getInitialValueInEffect: false }) ?? false;
  const now = useClock(60_000);

  // Not deferred: a deferred view is thrown away and made again at every turn of the wheel.
  const stock = useWatched(desk.book);
  const loading = useWatched(desk.loading);
  const live = useWatched(desk.live.state);
  const [viewOf] = useState(createViewer);
  const view = useMemo(() => viewOf(stock, search, { now, compare }), [viewOf, stock, search, now, compare]);
  const { list, toggle, allOpen, setAll } = useEntries(view);

  useEffect(() => {
    document.title = `${t('nav.stock')} · ${user.place.name} · ${t('app.name')}`;
  }, [t, user.place.name]);

  const stale = live.phase === 'offline';
  const lines = view.total.lines;
  const counted =
    lines === stock.rows.length
      ? t('stock.rows', { count: lines, formatted: number(lines) })
      : t('stock.rowsOf', { formatted: number(lines), total: number(stock.rows.length) });

  return (
    <Stack gap={14}>
      <h1 className={classes.title}>{t('stock.under', { place: user.place.name })}</h1>
      <ToDo />
      {stale && <StaleBanner since={live.since} problem={live.problem} reconnect={desk.live.reconnect} />}
      <Tiles
        total={view.total}
        state={loading.phase}
        stale={stale}
        chosen={search.has}
        onChoose={(has) => change({ has })}
      />
      <Toolbar rows={stock.rows} search={search} change={change} compact={compact} />
      {loading.phase === 'failed' && stock.rows.length > 0 && (
        <Alert color="red" role="alert" title={t('stock.partial')}>
          {loading.message} <RetryButton onClick={desk.reload} />
        </Alert>
      )}
      {stock.rows.length > 0 && lines > 0 && (
        <div className={classes.summary}>
          <span role="status">
            {loading.phase === 'loading'
              ? t('stock.loadingMore', { formatted: number(stock.rows.length) })
              : counted}
          </span>
          {loading.phase === 'loading' && <Loader size={14} />}
          {view.grouping !== 'none' && (
            <Button variant="subtle" size="compact-xs" ml="auto" onClick={() => setAll(!allOpen)}>
              {allOpen ? t('stock.collapseAll') : t('stock.expandAll')}
            </Button>
          )}
        </div>
      )}
      {lines > 0 ? (
        compact ? (
          <StockCards grouping={view.grouping} entries={list} toggle={toggle} stale={stale} />
        ) : (
          <StockTable {...{ search, change, toggle, stale }} grouping={view.grouping} entries={list} />
        )
      ) : (
        noRows()
      )}
    </Stack>
  );

  function noRows() {
    if (loading.phase === 'loading') return <Waiting label={t('stock.loading')} />;
    return (
      <div className={classes.empty}>
        {loading.phase === 'failed' ? (
          <Notice tone="error" title={t('stock.failedTitle')} text={loading.message}>
            <RetryButton onClick={desk.reload} />
          </Notice>
        ) : isFiltered(search) && stock.rows.length > 0 ? (
          <Notice tone="noMatch" title={t('stock.noMatchTitle')} text={t('stock.noMatchText')} />
        ) : (
          <Notice
            tone="empty"
            title={t('stock.noneTitle')}
            text={t('stock.noneText', { place: user.place.name })}
          />
        )}
      </div>
    );
  }
}

function StaleBanner({
  since,
  problem,
  reconnect,
}: {
  since?: number;
  problem?: string;
  reconnect: () => void;
}) {
  const t = useT();
  const { moment } = useFormat();
  const text =
    since === undefined ? t('live.staleBannerNever') : t('live.staleBanner', { time: moment(since) });
  return (
    <Alert color="red" icon={<IconPlugConnectedX size={20} aria-hidden />} role="alert" py="xs">
      <div className={classes.banner}>
        <span>{problem ? `${text} (${problem})` : text}</span>
        <Button size="compact-sm" variant="default" onClick={reconnect}>
          {t('live.reconnect')}
        </Button>
      </div>
    </Alert>
  );
}

function RetryButton({ onClick }: { onClick: () => void }) {
  const t = useT();
  return (
    <Button size="sm" onClick={onClick}>
      {t('stock.retry')}
    </Button>
  );
}

function Waiting({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className={classes.waiting}>
      {Array.from({ length: 9 }, (_, index) => (
        <Skeleton key={index} height={index ? 38 : 44} radius="md" />
      ))}
    </div>
  );
}

/** The present moment, renewed now and then, so that an open page passes midnight and its expiries with it. */
function useClock(every: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
