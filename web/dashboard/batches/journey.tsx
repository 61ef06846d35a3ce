// A batch's way as a list of steps, in their order.
import { IconFilePlus, IconShieldHalf, IconTruckDelivery, IconVaccine, type Icon } from '@tabler/icons-react';
import { TextLink } from '../../shared/parts/link.tsx';
import { Card } from '../../shared/parts/page.tsx';
import { Timeline } from '../../shared/parts/timeline.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import type { Step } from './batch.ts';

const icons: Record<Step['type'], Icon> = {
  registered: IconFilePlus,
  status: IconShieldHalf,
  shipment: IconTruckDelivery,
  usage: IconVaccine,
};

export function Journey({ steps }: { steps: readonly Step[] }) {
  const t = useT();
  const sayings = useSayings();
  return (
    <Card>
      <Timeline
        events={steps.map((step, index) => ({
          key: `${step.at} ${index}`,
          icon: icons[step.type],
          at: step.at,
          title: step.shipment ? (
            <>
              {t('batches.steps.shipment')}{' '}
              <TextLink to={`/shipments/${step.shipment.id}`}>{step.shipment.code}</TextLink>
            </>
          ) : (
            [t(`batches.steps.${step.type}`), step.place?.name].filter(Boolean).join(' · ')
          ),
          text: sayings(step),
        }))}
      />
    </Card>
  );
}

function useSayings(): (step: Step) => string {
  const t = useT();
  const { number } = useFormat();
  return (step) => {
    const formatted = (doses: number) => ({ formatted: number(doses) });
    if (step.type === 'registered') return t('common.dosesOf', formatted(step.doses ?? 0));
    if (step.type === 'status') {
      const known = step.status as 'released' | 'quarantined' | 'recalled';
      return [t(`common.batchStatus.${known}`), step.reason].filter(Boolean).join(': ');
    }
    if (step.type === 'usage') {
      return (['administered', 'wasted', 'destroyed', 'unexplained'] as const)
        .filter((name) => step[name])
        .map((name) => t(`batches.usage.${name}`, formatted(step[name]!)))
        .join(', ');
    }
    const parts = [t('batches.shippedOf', formatted(step.shipped ?? 0))];
    const rejected = Object.values(step.rejected ?? {}).reduce((sum, doses) => sum + doses, 0);
    if (step.returnedAt) parts.push(t('batches.returnedBack'));
    else if (!step.receivedAt) parts.push(t('batches.notReceived'));
    else parts.push(t('batches.acceptedOf', formatted(step.accepted ?? 0)));
    if (rejected) parts.push(t('batches.rejectedOf', formatted(rejected)));
    if (step.missing) parts.push(t('batches.missingOf', formatted(step.missing)));
    return `${step.from?.name ?? ''} → ${step.to?.name ?? ''}: ${parts.join(', ')}`;
  };
}
