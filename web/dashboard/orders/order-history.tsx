// What happened to an order, the newest first: who, when, and what was said.
import {
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconCircleX,
  IconFileText,
  IconMessage,
  IconPackage,
  IconPackageImport,
  IconTruck,
  IconAlertTriangle,
  type Icon,
} from '@tabler/icons-react';
import { Timeline } from '../../shared/parts/timeline.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import type { EventName, Order } from './contract.ts';
import { id as texts } from './texts.ts';

const icons: Record<EventName, Icon> = {
  created: IconFileText,
  confirmed: IconCheck,
  allocated: IconPackage,
  shipped: IconTruck,
  received: IconPackageImport,
  turned_back: IconArrowBackUp,
  closed: IconCircleX,
  cancelled: IconBan,
  commented: IconMessage,
  allocation_lost: IconAlertTriangle,
};

interface Told {
  doses?: number;
  lines?: { doses?: number; confirmed?: number }[];
  shipmentCode?: string;
}

export function OrderHistory({ order }: { order: Order }) {
  const t = useT();
  const { number } = useFormat();
  function textOf(act: string, { doses, lines, shipmentCode }: Told, comment: string | null): string {
    if (act === 'allocation_lost') return t('orders.eventLost', { doses: number(doses ?? 0) });
    const sum = lines?.reduce((total, line) => total + (line.confirmed ?? line.doses ?? 0), 0);
    return [shipmentCode, sum !== undefined && t('orders.eventDoses', { doses: number(sum) }), comment]
      .filter(Boolean)
      .join(' · ');
  }
  return (
    <Timeline
      events={order.history.map(({ at, act, by, comment, data }, index) => {
        const name = Object.hasOwn(texts.events, act) ? (act as EventName) : undefined;
        return {
          key: `${at} ${index}`,
          title: name ? t(`orders.events.${name}`) : act,
          icon: name && icons[name],
          at,
          by,
          text: textOf(act, data, comment),
          color: act === 'allocation_lost' || act === 'cancelled' ? 'red' : undefined,
        };
      })}
    />
  );
}
