// Entering or amending a need; what it comes to is reckoned as one types.
import { NumberInput, SimpleGrid, Text } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { PlacePicker, ProductPicker, useProducts } from '../../shared/parts/pickers.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import type { Need } from './shapes.ts';

interface Facts {
  population: number | null;
  dosesEach: number | null;
  usageIndex: number | null;
}

const whole = (value: string | number) => (typeof value === 'number' ? value : null);

/** People times doses each by the usage index, rounded up to whole vials; in hundredths, as the service does. */
function vialsOf({ population, dosesEach, usageIndex }: Facts): number | undefined {
  if (population === null || !dosesEach || !usageIndex) return undefined;
  const hundredths = Math.round(usageIndex * 100);
  return Math.floor((population * dosesEach * 100 + hundredths - 1) / hundredths);
}

interface FormProps {
  year: number;
  /** The one to be amended; left out, a new one. */
  need?: Need;
  onClose: () => void;
}

export function NeedForm({ year, need, onClose }: FormProps) {
  const t = useT();
  const { number, language } = useFormat();
  const separators =
    language === 'id'
      ? { thousandSeparator: '.', decimalSeparator: ',' }
      : { thousandSeparator: ',', decimalSeparator: '.' };
  const { user } = useSeat();
  const products = useProducts();
  const [place, setPlace] = useState<string | null>(need?.place.code ?? user.place.code);
  const [product, setProduct] = useState<string | null>(need?.product.code ?? null);
  const [facts, setFacts] = useState<Facts>({
    population: need?.population ?? null,
    dosesEach: need?.dosesEach ?? 1,
    usageIndex: need?.usageIndex ?? null,
  });
  const set = (some: Partial<Facts>) => setFacts((before) => ({ ...before, ...some }));
  const save = useAct<object, Need>(
    (values, id) =>
      need
        ? { path: `/api/v1/needs/${need.id}/amend`, body: { id, revision: need.revision, ...values } }
        : { path: '/api/v1/needs', body: { id, place, product, year, ...values } },
    { onDone: onClose },
  );
  const perVial = products.data?.items.find(({ code }) => code === product)?.dosesPerVial;
  const vials = vialsOf(facts);
  const shown = ['/population', '/dosesEach', '/usageIndex'];
  const title = t(need ? 'planning.amendNeed' : 'planning.newNeed');
  return (
    <Dialog
      opened
      onClose={onClose}
      title={`${title} ${year}`}
      confirm={t('common.save')}
      busy={save.isPending}
      disabled={!place || !product || facts.population === null || !facts.dosesEach}
      error={save.error}
      shown={shown}
      onConfirm={() =>
        save.mutate({
          population: facts.population,
          dosesEach: facts.dosesEach,
          usageIndex: facts.usageIndex ?? undefined,
        })
      }
      size="lg"
    >
      <PlacePicker required disabled={Boolean(need)} value={place} onChange={setPlace} />
      <ProductPicker required disabled={Boolean(need)} value={product} onChange={setProduct} />
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <NumberInput
          label={t('planning.population')}
          required
          hideControls
          allowDecimal={false}
          allowNegative={false}
          max={300_000_000}
          inputMode="numeric"
          {...separators}
          value={facts.population ?? ''}
          onChange={(value) => set({ population: whole(value) })}
          error={errorAt(save.error, '/population')}
        />
        <NumberInput
          label={t('planning.dosesEach')}
          required
          allowDecimal={false}
          min={1}
          max={20}
          value={facts.dosesEach ?? ''}
          onChange={(value) => set({ dosesEach: whole(value) })}
          error={errorAt(save.error, '/dosesEach')}
        />
        <NumberInput
          label={t('planning.usageIndex')}
          hideControls
          decimalScale={2}
          allowNegative={false}
          max={1000}
          inputMode="decimal"
          {...separators}
          value={facts.usageIndex ?? ''}
          onChange={(value) => set({ usageIndex: whole(value) })}
          error={errorAt(save.error, '/usageIndex')}
        />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {vials !== undefined && perVial
          ? t('planning.result', { vials: number(vials), doses: number(vials * perVial) })
          : t('planning.usageIndexHint')}
      </Text>
    </Dialog>
  );
}
