// Where a refused event is put right: the screen it was made on, told which event its new one will replace.
import type { Queued } from '../data/database.ts';

/** The address of the screen; undefined for what has nothing to be put right. */
export function correctionOf({ event, id }: Pick<Queued, 'event' | 'id'>): string | undefined {
  void event;
  void id;
  return undefined;
}
