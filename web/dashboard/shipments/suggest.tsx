// Asks the service which batches to issue for an amount of a vaccine: those that expire first, go first.
import { Alert, Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, query } from '../../shared/api.ts';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { ProductPicker, type Product } from '../../shared/parts/pickers.tsx';
import { ProblemNotice } from '../../shared/parts/problem.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import classes from './suggest.module.css';

export interface Picked {
  batch: { id: string; lot: string; expiry: string; product: { name: string } };
  doses: number;
}

interface Suggestion {
  picks: { batch: string; lot: string; expiry: string; doses: number }[];
  missing: number;
}

export function SuggestBatches({ place, onPicks }: { place: string; onPicks: (picks: Picked[]) => void }) {
  const t = useT();
  const { number } = useFormat();
  const [product, setProduct] = useState<Product>();
  const [doses, setDoses] = useState<number | null>(null);
  const suggest = useMutation({
    mutationFn: (wanted: { product: string; doses: number }) =>
      api<Suggestion>(`/api/v1/stock/suggestion${query({ place, ...wanted })}`),
    onSuccess: ({ picks }) =>
      onPicks(
        picks.map(({ batch, lot, expiry, doses: picked }) => ({
          batch: { id: batch, lot, expiry, product: { name: product?.name ?? '' } },
          doses: picked,
        })),
      ),
  });
  const missing = suggest.data?.missing ?? 0;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('shipments.addByProductText')}
      </Text>
      <div className={classes.row}>
        <ProductPicker
          value={product?.code ?? null}
          onChange={(_, chosen) => {
            setProduct(chosen);
            suggest.reset();
          }}
        />
        <DosesInput value={doses} onChange={setDoses} perVial={product?.dosesPerVial} />
        <Button
          variant="light"
          mt={25}
          disabled={!product || !doses}
          loading={suggest.isPending}
          onClick={() => product && doses && suggest.mutate({ product: product.code, doses })}
        >
          {t('shipments.suggest')}
        </Button>
      </div>
      {missing > 0 && (
        <Alert color="orange" py="xs" role="status">
          {t('shipments.suggestMissing', { formatted: number(missing) })}
        </Alert>
      )}
      <ProblemNotice error={suggest.error} />
    </Stack>
  );
}
