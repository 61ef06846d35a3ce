// A list: a table where there is room, cards on a phone. It says when it is loading, empty or failed, and loads more.
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useT } from '../speech.tsx';
import classes from './list-table.module.css';
import { Failed, NoMatch, Waiting } from './states.tsx';

export interface Column<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  /** Numbers stand at the right. */
  numeric?: boolean;
  /** Codes are not broken over two lines. */
  unbroken?: boolean;
  /** On a phone: the card's heading, the badge beside it, a line under it, left out; else a named value. */
  phone?: 'title' | 'badge' | 'text' | 'hidden' | 'action';
  width?: string;
}

/** What `useList` gives, or any rows at hand. */
interface Rows<T> {
  items: readonly T[];
  isPending?: boolean;
  error?: unknown;
  refetch?: () => unknown;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => unknown;
}

interface ListTableProps<T> {
  /** Its name for those who hear the page. */
  label: string;
  read: Rows<T>;
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  /** Where a row leads; the whole row can be pressed. */
  to?: (row: T) => string;
  empty: ReactNode;
  /** Narrowed by filters: then an empty list says so instead. */
  filtered?: boolean;
  onClear?: () => void;
  /** Sums, as one more row. */
  footer?: ReactNode;
}

export function ListTable<T>(props: ListTableProps<T>) {
  const { read, empty, filtered, onClear } = props;
  const phone = useMediaQuery('(max-width: 767px)', undefined, { getInitialValueInEffect: false });
  const t = useT();
  if (read.items.length === 0) {
    if (read.error) return <Failed error={read.error} retry={() => void read.refetch?.()} />;
    if (read.isPending) return <Waiting />;
    return filtered ? <NoMatch onClear={onClear} /> : empty;
  }
  return (
    <div>
      {phone ? <Cards {...props} /> : <Table {...props} />}
      {read.hasNextPage && (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={read.isFetchingNextPage}
            onClick={() => void read.fetchNextPage?.()}
          >
            {t('common.more')}
          </Button>
        </div>
      )}
    </div>
  );
}

const withSearch = (to: string) => {
  const [path = '/', search = ''] = to.split('?');
  return { to: path, search: Object.fromEntries(new URLSearchParams(search)) } as { to: string };
};

function Table<T>({ label, read, columns, rowKey, to, footer }: ListTableProps<T>) {
  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ key, title, numeric, width }) => (
              <th key={key} scope="col" data-numeric={numeric || undefined} style={{ width }}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {read.items.map((row) => (
            <tr key={rowKey(row)} data-link={to ? true : undefined}>
              {columns.map((column, index) => (
                <td
                  key={column.key}
                  data-numeric={column.numeric || undefined}
                  data-unbroken={column.unbroken || undefined}
                >
                  {to && index === 0 ? (
                    <Link {...withSearch(to(row))} className={classes.rowLink}>
                      {column.render(row)}
                    </Link>
                  ) : (
                    column.render(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {footer && <tfoot>{footer}</tfoot>}
      </table>
    </div>
  );
}

function Cards<T>({ label, read, columns, rowKey, to }: ListTableProps<T>) {
  const of = (kind: Column<T>['phone']) => columns.filter((column) => column.phone === kind);
  const [title = columns[0]!] = of('title');
  const named = columns.filter((column) => column !== title && !column.phone);
  return (
    <ul className={classes.cards} aria-label={label}>
      {read.items.map((row) => (
        <li key={rowKey(row)} className={classes.card} data-link={to ? true : undefined}>
          <div className={classes.top}>
            <span className={classes.title}>
              {to ? (
                <Link {...withSearch(to(row))} className={classes.rowLink}>
                  {title.render(row)}
                </Link>
              ) : (
                title.render(row)
              )}
            </span>
            {of('badge').map((column) => (
              <span key={column.key}>{column.render(row)}</span>
            ))}
          </div>
          {of('text').map((column) => (
            <div key={column.key} className={classes.text}>
              {column.render(row)}
            </div>
          ))}
          {named.length > 0 && (
            <dl className={classes.values}>
              {named.map((column) => (
                <div key={column.key}>
                  <dt>{column.title}</dt>
                  <dd>{column.render(row)}</dd>
                </div>
              ))}
            </dl>
          )}
          {of('action').map((column) => (
            <div key={column.key} className={classes.action}>
              {column.render(row)}
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}
