// For which activity doses are: those under way at the place that use the vaccine. Nothing where there is none.
import { Select } from '@mantine/core';
import { useList } from '../../shared/read.ts';
import { useLanguage, useT } from '../../shared/speech.tsx';
import { useCovers } from '../covers.ts';
import type { Activity } from './shapes.ts';

interface ActivitySelectProps {
  place: string;
  /** The vaccine's id or code; left out, every activity is offered. */
  product?: string;
  /** The activity's code, or nothing. */
  value: string | null;
  onChange: (code: string | null) => void;
  error?: string;
}

export function ActivitySelect({ place, product, value, onChange, error }: ActivitySelectProps) {
  const t = useT();
  const language = useLanguage();
  // Of a place beyond one's own area (who receives what Bio Farma sends) no activities are known here.
  const enabled = useCovers([place])(place);
  const read = useList<Activity>('/api/v1/activities', { place, open: true, limit: 200 }, { enabled });
  const fitting = read.items.filter(
    ({ products }) =>
      product === undefined ||
      products.length === 0 ||
      products.some(({ id, code }) => id === product || code === product),
  );
  if (fitting.length === 0) return null;
  return (
    <Select
      label={t('planning.forActivity')}
      description={t('common.optional')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('common.remove') }}
      data={fitting.map(({ code, name }) => ({ value: code, label: `${name[language]} · ${code}` }))}
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}
