// The lines of a new order: a vaccine and doses; of a return a batch, and whether it goes as unusable stock.
import { ActionIcon, Button, Checkbox, Stack } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { newId } from '../../shared/act.ts';
import { DosesInput } from '../../shared/parts/doses-input.tsx';
import { BatchPicker, ProductPicker, useProducts } from '../../shared/parts/pickers.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useT } from '../../shared/speech.tsx';
import classes from './orders.module.css';

export interface NewLine {
  key: string;
  /** Product code, or of a return the batch's id. */
  what: string | null;
  doses: number | null;
  unusable: boolean;
}

export const blankLine = (): NewLine => ({ key: newId(), what: null, doses: null, unusable: false });

/** The lines that say enough to be sent, as the API takes them. */
export function sentLines(lines: readonly NewLine[], returns: boolean): object[] {
  return lines.flatMap(({ what, doses, unusable }) => {
    if (!what || !doses) return [];
    return [returns ? { batch: what, doses, ...(unusable && { unusable }) } : { product: what, doses }];
  });
}

interface NewLinesProps {
  place: string;
  returns: boolean;
  lines: readonly NewLine[];
  onChange: (lines: NewLine[]) => void;
  error: unknown;
}

export function NewLines({ place, returns, lines, onChange, error }: NewLinesProps) {
  const t = useT();
  const products = useProducts().data?.items ?? [];
  const change = (key: string, some: Partial<NewLine>) =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...some } : line)));
  return (
    <Stack gap="md">
      {lines.map(({ key, what, doses, unusable }, index) => {
        const name = { line: index + 1 };
        const fault = errorAt(error, `/lines/${index}`) ?? errorAt(error, `/lines/${index}/product`);
        return (
          <div key={key} className={classes.newLine}>
            {returns ? (
              <BatchPicker
                place={place}
                having="onHand"
                aria-label={t('orders.lineBatch', name)}
                value={what}
                onChange={(id, item) =>
                  change(key, { what: id, unusable: item !== undefined && item.batch.status !== 'released' })
                }
                error={fault}
              />
            ) : (
              <ProductPicker
                aria-label={t('orders.lineProduct', name)}
                value={what}
                onChange={(code) => change(key, { what: code })}
                error={fault}
              />
            )}
            <DosesInput
              aria-label={t('orders.lineDoses', name)}
              perVial={returns ? undefined : products.find(({ code }) => code === what)?.dosesPerVial}
              value={doses}
              onChange={(given) => change(key, { doses: given })}
              error={errorAt(error, `/lines/${index}/doses`)}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              className={classes.removing}
              aria-label={t('orders.removeLine', name)}
              disabled={lines.length === 1}
              onClick={() => onChange(lines.filter((line) => line.key !== key))}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
            {returns && (
              <Checkbox
                className={classes.wide}
                label={t('orders.unusable')}
                checked={unusable}
                onChange={(event) => change(key, { unusable: event.currentTarget.checked })}
              />
            )}
          </div>
        );
      })}
      <div>
        <Button
          variant="light"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => onChange([...lines, blankLine()])}
        >
          {t('orders.addLine')}
        </Button>
      </div>
    </Stack>
  );
}
