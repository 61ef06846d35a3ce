// Where a refused event is put right: the screen it was made on, told which event its new one will replace.
import type { Queued } from '../data/database.ts';

/** The address of the screen; undefined for what has nothing to be put right. */
export function correctionOf({ event, id }: Pick<Queued, 'event' | 'id'>): string | undefined {
  switch (event.kind) {
    case 'administer':
      return `#/give/-/${id}`;
    case 'discard':
    case 'quarantine':
      return `#/discard/-/${id}`;
    case 'receive':
      return event.shipment === undefined ? undefined : `#/receive/${event.shipment}/${id}`;
    case 'count':
      return `#/count/${event.count ?? 'free'}/${id}`;
    default:
      return undefined;
  }
}
