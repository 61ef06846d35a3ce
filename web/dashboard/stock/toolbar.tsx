// How the reader narrows and arranges the table. On a narrow screen most of it folds away behind one button.
import {
  ActionIcon,
  Button,
  Chip,
  CloseButton,
  Collapse,
  Indicator,
  SegmentedControl,
  Select,
  TextInput,
} from '@mantine/core';
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks';
import {
  IconAdjustmentsHorizontal,
  IconSearch,
  IconSortAscending,
  IconSortDescending,
} from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { levelName } from '../../shared/names.ts';
import type { Row } from './book.ts';
import { useColumnName } from './columns.ts';
import { firstSort } from './order.ts';
import {
  groupings,
  isFiltered,
  sortables,
  type Grouping,
  type Sortable,
  type StockSearch,
} from './stock-search.ts';
import classes from './toolbar.module.css';
import type { ChangeSearch } from './use-stock-search.ts';
import { useFormat, useT } from '../../shared/speech.tsx';

interface ToolbarProps {
  rows: readonly Row[];
  search: StockSearch;
  change: ChangeSearch;
  compact: boolean;
}

export function Toolbar({ rows, search, change, compact }: ToolbarProps) {
  const t = useT();
  const [opened, { toggle }] = useDisclosure(false);
  const narrowed = Boolean(search.product || search.level || search.soon || search.has);
  const filters = <Filters rows={rows} search={search} change={change} />;
  return (
    <div className={classes.toolbar} role="search">
      <SearchBox value={search.q ?? ''} onChange={(q) => change({ q: q || undefined })} />
      {compact && (
        <Indicator disabled={!narrowed} size={9} offset={4}>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('stock.filters')}
            aria-expanded={opened}
            onClick={toggle}
          >
            <IconAdjustmentsHorizontal size={19} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Indicator>
      )}
      <SegmentedControl
        className={classes.grouping}
        withItemsBorders={false}
        aria-label={t('stock.group')}
        value={search.group ?? 'place'}
        onChange={(group) => change({ group: group as Grouping, sort: undefined, desc: undefined })}
        data={groupings.map((group) => ({ value: group, label: t(`stock.groups.${group}`) }))}
      />
      {compact ? (
        <Collapse expanded={opened} className={classes.fold}>
          <div className={classes.folded}>
            {filters}
            <SortChoice search={search} change={change} />
          </div>
        </Collapse>
      ) : (
        filters
      )}
    </div>
  );
}

function SearchBox({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const t = useT();
  const [text, setText] = useState(value);
  const tell = useDebouncedCallback(onChange, 180);
  useEffect(() => setText(value), [value]);
  const write = (next: string) => {
    setText(next);
    tell(next);
  };
  return (
    <TextInput
      className={classes.search}
      type="search"
      aria-label={t('stock.search')}
      placeholder={t('stock.searchHint')}
      leftSection={<IconSearch size={17} stroke={1.7} aria-hidden />}
      rightSection={
        text && <CloseButton size="sm" aria-label={t('stock.clearSearch')} onClick={() => write('')} />
      }
      value={text}
      onChange={(event) => write(event.currentTarget.value)}
    />
  );
}

function Filters({ rows, search, change }: Pick<ToolbarProps, 'rows' | 'search' | 'change'>) {
  const t = useT();
  const { compare } = useFormat();
  const { products, levels } = useMemo(() => {
    const names = new Map<string, string>();
    const found = new Set<string>();
    for (const { place, batch } of rows) {
      names.set(batch.product.code, batch.product.name);
      found.add(place.level);
    }
    const named = [...names]
      .map(([value, label]) => ({ value, label }))
      .sort((a, b) => compare(a.label, b.label));
    return { products: named, levels: [...found] };
  }, [rows, compare]);

  return (
    <>
      <Select
        className={classes.product}
        aria-label={t('stock.product')}
        placeholder={t('stock.allProducts')}
        data={products}
        value={search.product ?? null}
        onChange={(product) => change({ product: product ?? undefined })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('stock.allProducts') }}
      />
      <Select
        className={classes.level}
        aria-label={t('stock.level')}
        placeholder={t('stock.allLevels')}
        data={levels.map((level) => ({ value: level, label: levelName(t, level) }))}
        value={search.level ?? null}
        onChange={(level) => change({ level: level ?? undefined })}
        clearable
        clearButtonProps={{ 'aria-label': t('stock.allLevels') }}
      />
      <Chip
        variant="outline"
        checked={search.soon ?? false}
        onChange={(soon) => change({ soon: soon || undefined })}
        radius="md"
      >
        {t('stock.soon')}
      </Chip>
      {isFiltered(search) && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() =>
            change({ q: undefined, product: undefined, level: undefined, soon: undefined, has: undefined })
          }
        >
          {t('stock.reset')}
        </Button>
      )}
    </>
  );
}

function SortChoice({ search, change }: Pick<ToolbarProps, 'search' | 'change'>) {
  const t = useT();
  const nameOf = useColumnName();
  const Icon = search.desc ? IconSortDescending : IconSortAscending;
  return (
    <div className={classes.sort}>
      <Select
        flex={1}
        label={t('stock.sort')}
        data={sortables.map((value) => ({ value, label: nameOf(value) }))}
        value={search.sort ?? firstSort[search.group ?? 'place']}
        onChange={(sort) => change({ sort: (sort as Sortable | null) ?? undefined })}
        allowDeselect={false}
      />
      <ActionIcon
        variant="default"
        size={36}
        aria-label={search.desc ? t('stock.sortDown') : t('stock.sortUp')}
        onClick={() => change({ desc: search.desc ? undefined : true })}
      >
        <Icon size={19} stroke={1.7} aria-hidden />
      </ActionIcon>
    </div>
  );
}
