// Choosing a place, a vaccine, a batch or a reason: by typing a part of its name, from what the service knows.
import { Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { PlaceRef, Page, StockItem } from '../contract.ts';
import { common } from '../i18n/common.ts';
import { levelName } from '../names.ts';
import { useList, useRead } from '../read.ts';
import { useFormat, useT } from '../speech.tsx';

type Given = Omit<SelectProps, 'data' | 'value' | 'onChange' | 'label'> & { label?: string };

export interface Product {
  id: string;
  code: string;
  name: string;
  gtin: string;
  dosesPerVial: number;
  vialsPerBox: number;
  openVialHours: number;
  active: boolean;
}

interface PlacePickerProps extends Given {
  /** A place's code, or nothing. */
  value: string | null;
  onChange: (code: string | null, place?: PlaceRef) => void;
  /** Only places below this one; the person's own by default. */
  under?: string;
  level?: string;
  /** Instead: the places to which this one may send, or from which it may receive. */
  partnersOf?: string;
  direction?: 'to' | 'from';
}

export function PlacePicker(props: PlacePickerProps) {
  const { value, onChange, under, level, partnersOf, direction, label, ...rest } = props;
  const t = useT();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 200);
  const path = partnersOf ? `/api/v1/places/${encodeURIComponent(partnersOf)}/partners` : '/api/v1/places';
  const found = useRead<Pick<Page<PlaceRef>, 'items'>>(path, {
    under,
    level,
    direction,
    q: q.trim(),
    limit: 30,
  });
  const chosen = useRead<PlaceRef>(
    `/api/v1/places/${encodeURIComponent(value ?? '')}`,
    {},
    {
      enabled: Boolean(value) && !partnersOf,
      staleTime: Infinity,
    },
  );
  const [picked, setPicked] = useState<PlaceRef>();
  const places = [...(found.data?.items ?? [])];
  const current = picked?.code === value ? picked : chosen.data;
  if (value && !places.some(({ code }) => code === value)) {
    places.unshift(current ?? { code: value, name: value, level: '' });
  }
  const nameOf = (place: PlaceRef) =>
    [place.name, place.level && levelName(t, place.level), place.code].filter(Boolean).join(' · ');
  return (
    <Select
      label={label ?? t('common.place')}
      placeholder={t('common.placeHint')}
      nothingFoundMessage={found.isPending ? t('common.loading') : t('common.placeNone')}
      searchable
      clearable={!rest.required}
      clearButtonProps={{ 'aria-label': t('common.remove') }}
      data={places.map((place) => ({ value: place.code, label: nameOf(place) }))}
      // The service has searched already, in names without accents.
      filter={({ options }) => options}
      onSearchChange={(text) => setTyped(places.some((place) => nameOf(place) === text) ? '' : text)}
      value={value}
      onChange={(code) => {
        const place = places.find((one) => one.code === code);
        setPicked(place);
        onChange(code, place);
      }}
      {...rest}
    />
  );
}

/** Every product, read once. */
export function useProducts() {
  return useRead<Page<Product>>('/api/v1/products', { limit: 1000 }, { staleTime: 600_000 });
}

interface ProductPickerProps extends Given {
  /** A product's code, or nothing. */
  value: string | null;
  onChange: (code: string | null, product?: Product) => void;
  /** Only these, by their codes; none: any. */
  only?: readonly string[];
}

export function ProductPicker({ value, onChange, label, only = [], ...rest }: ProductPickerProps) {
  const t = useT();
  const { data, isPending } = useProducts();
  const products = (data?.items ?? []).filter(
    ({ active, code }) => (active || code === value) && (only.length === 0 || only.includes(code)),
  );
  return (
    <Select
      label={label ?? t('common.product')}
      nothingFoundMessage={isPending ? t('common.loading') : t('common.productNone')}
      searchable
      clearable={!rest.required}
      clearButtonProps={{ 'aria-label': t('common.remove') }}
      data={products.map(({ code, name }) => ({ value: code, label: name }))}
      value={value}
      onChange={(code) =>
        onChange(
          code,
          products.find((product) => product.code === code),
        )
      }
      {...rest}
    />
  );
}

interface BatchPickerProps extends Given {
  place: string;
  /** Only of this product, by its code. */
  product?: string;
  /** A batch's id, or nothing. */
  value: string | null;
  onChange: (id: string | null, item?: StockItem) => void;
  /** Which doses count; a batch with none of them is not offered. */
  having?: 'free' | 'available' | 'quarantined' | 'onHand';
  /** How many doses count, where `having` cannot say it. */
  amountOf?: (item: StockItem) => number;
}

/** The batches that a place has, first expiry first. */
export function BatchPicker(props: BatchPickerProps) {
  const { place, product, value, onChange, having = 'available', label, ...rest } = props;
  const { amountOf = (item: StockItem) => item[having], ...given } = rest;
  const t = useT();
  const { day, number } = useFormat();
  const stock = useList<StockItem>(
    '/api/v1/stock',
    { place, product, limit: 1000 },
    { enabled: place !== '' },
  );
  const items = stock.items
    .filter((item) => amountOf(item) > 0 || item.batch.id === value)
    .sort((a, b) => a.batch.expiry.localeCompare(b.batch.expiry));
  const labelOf = (item: StockItem) => {
    const { lot, expiry, product: of } = item.batch;
    const text = t('common.batchOption', { lot, expiry: day(expiry), doses: number(amountOf(item)) });
    return product ? text : `${of.name} · ${text}`;
  };
  return (
    <Select
      label={label ?? t('common.batch')}
      nothingFoundMessage={stock.isPending ? t('common.loading') : t('common.batchNone')}
      searchable
      clearable={!given.required}
      clearButtonProps={{ 'aria-label': t('common.remove') }}
      data={items.map((item) => ({ value: item.batch.id, label: labelOf(item) }))}
      value={value}
      onChange={(id) =>
        onChange(
          id,
          items.find((item) => item.batch.id === id),
        )
      }
      {...given}
    />
  );
}

export type Reason = keyof typeof common.id.reasons;

/** A fixed word of the service for why; one not known here is shown as it came. */
export function useReasonName(): (reason: string) => string {
  const t = useT();
  return (reason) =>
    Object.hasOwn(common.id.reasons, reason) ? t(`common.reasons.${reason as Reason}`) : reason;
}

interface ReasonSelectProps extends Given {
  reasons: readonly Reason[];
  value: string | null;
  onChange: (reason: Reason | null) => void;
}

export function ReasonSelect({ reasons, value, onChange, label, ...rest }: ReasonSelectProps) {
  const t = useT();
  const nameOf = useReasonName();
  return (
    <Select
      label={label ?? t('common.reason')}
      placeholder={t('common.reasonChoose')}
      data={reasons.map((reason) => ({ value: reason, label: nameOf(reason) }))}
      value={value}
      onChange={(reason) => onChange(reason as Reason | null)}
      {...rest}
    />
  );
}
