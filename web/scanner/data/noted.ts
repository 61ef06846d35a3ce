// What was noted on this phone and stands: so that a shipment is not received, or a dose given, twice by mistake.
import type { PhoneEvent } from '../wire.ts';
import { db } from './database.ts';

const STANDING = ['waiting', 'sending', 'sent', 'flagged'];

/** Events of one kind that wait or were recorded. */
export async function noted<K extends PhoneEvent['kind']>(
  kind: K,
): Promise<Extract<PhoneEvent, { kind: K }>[]> {
  const found = await db.queue.where('state').anyOf(STANDING).toArray();
  const isKind = (event: PhoneEvent): event is Extract<PhoneEvent, { kind: K }> => event.kind === kind;
  return found.map(({ event }) => event).filter(isKind);
}
