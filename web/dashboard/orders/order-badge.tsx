// The state of an order as colour and word.
import { Badge, type Tone } from '../../shared/parts/badge.tsx';
import { useT } from '../../shared/speech.tsx';
import type { Status } from './contract.ts';

const tones: Record<Status, Tone> = {
  pending: 'amber',
  confirmed: 'blue',
  allocated: 'violet',
  shipped: 'yellow',
  received: 'green',
  cancelled: 'grey',
};

export function OrderBadge({ status }: { status: Status }) {
  const t = useT();
  return (
    <Badge tone={tones[status]} ring={status === 'pending'}>
      {t(`orders.statuses.${status}`)}
    </Badge>
  );
}
