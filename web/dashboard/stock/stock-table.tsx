// The table on a wide screen: a header that stays in sight and only as many rows in the page as can be seen.
import { IconArrowDown, IconArrowUp, IconChevronRight } from '@tabler/icons-react';
import { memo } from 'react';
import { levelName } from '../../shared/names.ts';
import { BareLink, TextLink } from '../../shared/parts/link.tsx';
import { ConditionChip, Expiry } from './chips.tsx';
import { columnsFor, useFirstColumnName, type Column } from './columns.ts';
import type { Entry } from './entries.ts';
import { cardAddress, itemAddress, rowTitle, useGroupLabel } from './labels.ts';
import { figureOf, type Line } from './lines.ts';
import { LiveNumber } from './live-number.tsx';
import { firstSort } from './order.ts';
import classes from './stock-table.module.css';
import type { Grouping, StockSearch } from './stock-search.ts';
import type { ChangeSearch } from './use-stock-search.ts';
import { useVirtualRows } from './use-virtual-rows.ts';
import type { Group } from './view.ts';
import { useT } from '../../shared/speech.tsx';

interface StockTableProps {
  grouping: Grouping;
  entries: Entry[];
  toggle: (group: string) => void;
  search: StockSearch;
  change: ChangeSearch;
  stale: boolean;
}

const heights = { group: 50, line: 40, flat: 48 };

export function StockTable({ grouping, entries, toggle, search, change, stale }: StockTableProps) {
  const t = useT();
  const columns = columnsFor[grouping];
  const { body, items, height, offset } = useVirtualRows(entries, (entry) =>
    entry.kind === 'group' ? heights.group : grouping === 'none' ? heights.flat : heights.line,
  );
  return (
    <div
      role="table"
      aria-label={t('stock.table')}
      aria-rowcount={entries.length + 1}
      className={classes.table}
      style={{ ['--columns' as string]: columns.map((column) => column.width).join(' ') }}
      data-stale={stale || undefined}
    >
      <div role="rowgroup" className={classes.head}>
        <div role="row" aria-rowindex={1} className={classes.row}>
          {columns.map((column) => (
            <HeadCell key={column.sort} {...{ column, grouping, search, change }} />
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={body} className={classes.body} style={{ height }}>
        {items.map((item) => {
          const entry = entries[item.index];
          if (!entry) return null;
          return (
            <TableRow
              key={entry.key}
              index={item.index}
              size={item.size}
              top={item.start - offset}
              {...{ entry, columns, grouping, toggle }}
            />
          );
        })}
      </div>
    </div>
  );
}

interface TableRowProps {
  entry: Entry;
  index: number;
  size: number;
  top: number;
  columns: readonly Column[];
  grouping: Grouping;
  toggle: (group: string) => void;
}

const TableRow = memo(function TableRow(props: TableRowProps) {
  const { entry, index, size, top, columns, grouping, toggle } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      data-kind={entry.kind}
      data-nested={(entry.kind === 'line' && grouping !== 'none') || undefined}
      style={{ height: size, transform: `translateY(${top}px)` }}
    >
      {entry.kind === 'group' ? (
        <GroupCells {...{ columns, grouping, toggle }} group={entry.group} open={entry.open} />
      ) : (
        <LineCells {...{ columns, grouping }} line={entry} />
      )}
    </div>
  );
});

interface HeadCellProps {
  column: Column;
  grouping: Grouping;
  search: StockSearch;
  change: ChangeSearch;
}

function HeadCell({ column, grouping, search, change }: HeadCellProps) {
  const nameOf = useFirstColumnName();
  const sorted = (search.sort ?? firstSort[grouping]) === column.sort;
  const desc = sorted && Boolean(search.desc);
  const Icon = desc ? IconArrowDown : IconArrowUp;
  // Amounts are first wanted largest first, everything else from the start.
  const next = sorted ? !desc : column.figure !== undefined;
  return (
    <div
      role="columnheader"
      aria-sort={sorted ? (desc ? 'descending' : 'ascending') : 'none'}
      className={classes.headCell}
      data-figure={column.figure}
      data-sorted={sorted || undefined}
    >
      <button type="button" onClick={() => change({ sort: column.sort, desc: next || undefined })}>
        <span>{nameOf(grouping, column.sort)}</span>
        <Icon size={13} stroke={2.2} aria-hidden />
      </button>
    </div>
  );
}

interface GroupCellsProps {
  columns: readonly Column[];
  grouping: Grouping;
  group: Group;
  open: boolean;
  toggle: (group: string) => void;
}

function GroupCells({ columns, grouping, group, open, toggle }: GroupCellsProps) {
  const { title, detail } = useGroupLabel()(grouping, group);
  return columns.map((column, index) => (
    <div role="cell" key={column.sort} className={classes.cell} data-figure={column.figure}>
      {index === 0 ? (
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          onClick={() => toggle(group.key)}
        >
          <IconChevronRight size={16} stroke={2} aria-hidden />
          <span className={classes.two}>
            <span className={classes.title}>{title}</span>
            <span className={classes.detail}>{detail}</span>
          </span>
        </button>
      ) : column.figure ? (
        <LiveNumber value={group.sums[column.figure]} pulse={group.pulse} quietZero />
      ) : column.sort === 'expiry' ? (
        <Expiry date={group.expiry} days={group.days} />
      ) : column.sort === 'condition' ? (
        <ConditionChip condition={group.worst} count={group.worstCount} />
      ) : null}
    </div>
  ));
}

function LineCells({
  columns,
  grouping,
  line,
}: {
  columns: readonly Column[];
  grouping: Grouping;
  line: Line;
}) {
  const t = useT();
  const { row } = line;
  return columns.map((column, index) => (
    <div role="cell" key={column.sort} className={classes.cell} data-figure={column.figure}>
      {index === 0 && grouping === 'none' ? (
        <span className={classes.two}>
          <BareLink to={itemAddress(row)} className={classes.open}>
            {row.place.name}
          </BareLink>
          <span className={classes.detail}>
            {levelName(t, row.place.level)} · {row.place.code}
          </span>
        </span>
      ) : index === 0 ? (
        <BareLink to={itemAddress(row)} className={classes.open}>
          {rowTitle(grouping, row)}
        </BareLink>
      ) : column.figure === 'onHand' ? (
        <TextLink inherit to={cardAddress(row)} aria-description={t('common.papers.card')}>
          <LiveNumber value={figureOf(line, column.figure)} pulse={row.pulse} quietZero />
        </TextLink>
      ) : column.figure ? (
        <LiveNumber value={figureOf(line, column.figure)} pulse={row.pulse} quietZero />
      ) : column.sort === 'product' ? (
        <span className={classes.two}>
          <span className={classes.title}>{row.batch.product.name}</span>
          <span className={classes.detail}>{row.batch.lot}</span>
        </span>
      ) : column.sort === 'lot' ? (
        <span className={classes.lot}>{row.batch.lot}</span>
      ) : column.sort === 'expiry' ? (
        <Expiry date={row.batch.expiry} days={line.days} />
      ) : (
        <ConditionChip condition={line.condition} />
      )}
    </div>
  ));
}
