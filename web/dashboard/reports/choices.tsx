// What every report is chosen by: the place, the vaccine, the days.
import { TextInput } from '@mantine/core';
import { PlacePicker, ProductPicker } from '../../shared/parts/pickers.tsx';
import { useT } from '../../shared/speech.tsx';

interface Chosen {
  place: string;
  product: string;
  from: string;
  to: string;
}

interface ChoicesProps {
  chosen: Chosen;
  change: (some: Partial<Chosen>) => void;
  /** The days that the service took where none were chosen. */
  period?: { from: string; to: string };
  productRequired?: boolean;
}

export function Choices({ chosen, change, period, productRequired }: ChoicesProps) {
  const t = useT();
  const day = (name: 'from' | 'to') => (
    <TextInput
      type="date"
      size="sm"
      label={t(`reports.${name}`)}
      value={chosen[name] || period?.[name] || ''}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <PlacePicker
        size="sm"
        required
        withAsterisk={false}
        label={t('reports.place')}
        value={chosen.place}
        onChange={(place) => place && change({ place })}
      />
      <ProductPicker
        size="sm"
        label={t('reports.product')}
        placeholder={productRequired ? undefined : t('reports.allProducts')}
        required={productRequired}
        withAsterisk={false}
        value={chosen.product || null}
        onChange={(product) => change({ product: product ?? '' })}
      />
      {day('from')}
      {day('to')}
    </>
  );
}
