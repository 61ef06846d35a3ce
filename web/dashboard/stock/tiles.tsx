// The sums of what the filters show. Pressing one keeps only the rows that it is made of.
import { Skeleton, UnstyledButton } from '@mantine/core';
import {
  IconBuildingWarehouse,
  IconCircleCheck,
  IconClockPause,
  IconShieldExclamation,
  IconTruckDelivery,
} from '@tabler/icons-react';
import { figures, type Figure } from './stock-search.ts';
import classes from './tiles.module.css';
import type { View } from './view.ts';
import { useFormat, useT } from '../../shared/speech.tsx';

const icons: Record<Figure, typeof IconTruckDelivery> = {
  onHand: IconBuildingWarehouse,
  free: IconCircleCheck,
  reserved: IconClockPause,
  quarantined: IconShieldExclamation,
  inbound: IconTruckDelivery,
};

interface TilesProps {
  total: View['total'];
  state: 'loading' | 'loaded' | 'failed';
  stale: boolean;
  chosen?: Figure;
  onChoose: (figure: Figure | undefined) => void;
}

export function Tiles({ total, state, stale, chosen, onChoose }: TilesProps) {
  const t = useT();
  const { number, percent } = useFormat();
  const { sums } = total;
  const ready = state === 'loaded';

  function underline(figure: Figure): string {
    if (figure === 'inbound') return t('figure.notYetReceived');
    if (figure === 'onHand') {
      const places = t('figure.places', { count: total.places, formatted: number(total.places) });
      const batches = t('figure.batches', { count: total.batches, formatted: number(total.batches) });
      return `${places} · ${batches}`;
    }
    return t('figure.ofOnHand', { percent: percent(sums.onHand ? sums[figure] / sums.onHand : 0) });
  }

  return (
    <div className={classes.tiles} data-stale={stale || undefined}>
      {figures.map((figure) => {
        const Icon = icons[figure];
        const name = t(`figure.${figure}`);
        return (
          <UnstyledButton
            key={figure}
            className={classes.tile}
            data-figure={figure}
            aria-pressed={chosen === figure}
            title={t('figure.onlyThese', { name: name.toLowerCase() })}
            onClick={() => onChoose(chosen === figure ? undefined : figure)}
          >
            <span className={classes.name}>
              <Icon size={17} stroke={1.7} aria-hidden />
              {name}
            </span>
            <span className={classes.value}>
              {ready ? (
                <>
                  <span className="figure">{number(sums[figure])}</span>
                  <span className={classes.unit}>{t('figure.doses')}</span>
                </>
              ) : state === 'failed' ? (
                '–'
              ) : (
                <Skeleton height={24} width={120} my={4} />
              )}
            </span>
            <span className={classes.under}>{ready ? underline(figure) : '\u00a0'}</span>
          </UnstyledButton>
        );
      })}
    </div>
  );
}
