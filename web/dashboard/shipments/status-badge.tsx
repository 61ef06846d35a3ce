// How far a shipment has come.
import { shipmentStatusName } from '../../shared/names.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { useT } from '../../shared/speech.tsx';
import { tones, type Status } from './shipment.ts';

export function ShipmentBadge({ status }: { status: Status }) {
  const t = useT();
  return <Badge tone={tones[status] ?? 'grey'}>{shipmentStatusName(t, status)}</Badge>;
}
