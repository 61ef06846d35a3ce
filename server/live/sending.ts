// Who is sent what: one room for each watched place, and one more for those who take its changes gathered.
import type { Namespace } from 'socket.io';
import type { Directory } from '../places/directory.ts';
import { gather, type Outgoing } from './gathering.ts';
import { codesOfPath } from './news.ts';

/** The room of a place. Who watches a place is in its room alone; news go to the rooms of all places above too. */
export const roomOf = (code: string, gathered = false): string =>
  `${gathered ? 'gathered' : 'place'}:${code}`;

/** Whether anybody in this process watches a place or one above it. */
export function watchersOf(live: Namespace, directory: Directory) {
  const { rooms } = live.adapter;
  return (placeId: string | null): boolean => {
    const place = placeId === null ? undefined : directory.byId(placeId);
    return (
      !!place &&
      codesOfPath(place.path).some((code) => rooms.has(roomOf(code)) || rooms.has(roomOf(code, true)))
    );
  };
}

/**
 * Sends one round of changes to the sockets of this process. Each message is encoded once, however many it goes to.
 * @param changes ordered by `seq`: whoever has seen number n has been sent everything below n.
 * @param upTo the number of the last journal row of the round.
 */
export function send(
  live: Namespace,
  changes: readonly Outgoing[],
  upTo: number,
  onSent: (event: string) => void,
): void {
  const { rooms } = live.adapter;
  const gathered = new Map<string, Outgoing[]>();
  for (const change of changes) {
    const open: string[] = [];
    for (const code of change.places) {
      if (rooms.has(roomOf(code))) open.push(roomOf(code));
      if (!rooms.has(roomOf(code, true))) continue;
      const sofar = gathered.get(code);
      if (sofar) sofar.push(change);
      else gathered.set(code, [change]);
    }
    if (open.length === 0) continue;
    live.to(open).emit(change.event, change.body);
    onSent(change.event);
  }
  for (const [code, sofar] of gathered) {
    for (const message of gather(code, sofar, upTo)) {
      live.to(roomOf(code, true)).emit('changes', message);
      onSent('changes');
    }
  }
}
