// Registering a batch at the manufacturer; its label can be printed on the page that follows.
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useAct } from '../../shared/act.ts';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { Card, Page } from '../../shared/parts/page.tsx';
import { ProductPicker, type Product } from '../../shared/parts/pickers.tsx';
import { errorAt, ProblemNotice } from '../../shared/parts/problem.tsx';
import { useT } from '../../shared/speech.tsx';
import type { Batch } from './batch.ts';

const fields = ['/gtin', '/lot', '/expiry', '/manufacturedOn', '/doses'];

interface Values {
  gtin: string;
  lot: string;
  expiry: string;
  manufacturedOn?: string;
  doses: number;
}

export default function NewBatchPage() {
  const t = useT();
  const navigate = useNavigate();
  const [product, setProduct] = useState<Product>();
  const [lot, setLot] = useState('');
  const [expiry, setExpiry] = useState('');
  const [manufacturedOn, setManufacturedOn] = useState('');
  const [doses, setDoses] = useState<number | null>(null);
  const register = useAct<Values, Batch>(
    (values, id) => ({ path: '/api/v1/batches', body: { id, ...values } }),
    {
      done: (batch) => t('batches.registeredDone', { lot: batch.lot }),
      onDone: ({ id }) => navigate({ to: `/batches/${id}` }),
    },
  );
  const ready = product && lot.trim() && expiry && doses;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready) return;
    register.mutate({
      gtin: product.gtin,
      lot: lot.trim(),
      expiry,
      manufacturedOn: manufacturedOn || undefined,
      doses,
    });
  }
  const at = (pointer: string) => errorAt(register.error, pointer);
  return (
    <Page
      title={t('batches.register')}
      text={t('batches.registerText')}
      back={{ to: '/batches', label: t('batches.back') }}
      narrow
    >
      <Card>
        <form onSubmit={submit} noValidate>
          <Stack gap="sm">
            <ProductPicker
              required
              value={product?.code ?? null}
              onChange={(_, chosen) => setProduct(chosen)}
              description={product && `${t('batches.gtin')} ${product.gtin}`}
              error={at('/gtin')}
            />
            <TextInput
              label={t('common.lot')}
              description={t('batches.lotHint')}
              required
              maxLength={64}
              autoComplete="off"
              spellCheck={false}
              value={lot}
              onChange={(event) => setLot(event.currentTarget.value)}
              error={at('/lot')}
            />
            <Group grow align="flex-start">
              <TextInput
                type="date"
                label={t('common.expiry')}
                description={t('batches.expiryHint')}
                required
                value={expiry}
                onChange={(event) => setExpiry(event.currentTarget.value)}
                error={at('/expiry')}
              />
              <TextInput
                type="date"
                label={t('batches.manufacturedOn')}
                description={t('common.optional')}
                value={manufacturedOn}
                onChange={(event) => setManufacturedOn(event.currentTarget.value)}
                error={at('/manufacturedOn')}
              />
            </Group>
            <DosesInput
              required
              value={doses}
              onChange={setDoses}
              perVial={product?.dosesPerVial}
              error={at('/doses')}
            />
            <ProblemNotice error={register.error} shown={fields} />
            <Group justify="flex-end">
              <Button type="submit" disabled={!ready} loading={register.isPending}>
                {t('batches.register')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Card>
    </Page>
  );
}
