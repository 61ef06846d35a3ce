// The limits of the live feed (house rule 9), and what a socket may send.
import { z } from 'zod';
import { Code } from '../kernel/shapes.ts';

/** Places that one socket watches at once. */
export const MAX_WATCHED = 50;
/** Rows of a snapshot; a larger area is read page by page from `GET /api/v1/stock`, which carries the versions. */
export const MAX_SNAPSHOT = 50_000;
/** Changes in one message to those who take them gathered. */
export const MAX_GATHERED = 500;
/** Journal rows whose balances are read in one statement. */
export const MAX_PAIRS = 20_000;
/** What a socket may send: so many at once, refilled at so many a second. */
export const BURST = 100;
export const PER_SECOND = 10;
/** Sends far beyond its rate: cut. */
export const ABUSE = 1000;
/** Bytes of one message from a client. */
export const MAX_MESSAGE_BYTES = 16_384;
/** Packets that may wait for a slow client before it is cut; the bytes stand in the configuration. */
export const MAX_BUFFERED_PACKETS = 5000;
/** While events are sent, so often at most it is looked whether everybody reads. */
export const SLOW_LOOK_MS = 100;
/** How often open sockets are looked at: expired tokens, ended sign-ins, slow readers. */
export const SWEEP_MS = 1000;

export const Watch = z.strictObject({ place: Code, after: z.int().min(0).optional() });
export const Unwatch = z.strictObject({ place: Code });
export const Renew = z.strictObject({ token: z.string().min(1).max(4096) });

/** Milliseconds that never go back. */
export type Clock = () => number;

/** A bucket of tokens: `take` answers how many messages beyond the allowed rate there have been since the last lull. */
export function createRate(clock: Clock): { take(): number } {
  let left = BURST;
  let at = clock();
  let over = 0;
  return {
    take() {
      const now = clock();
      left = Math.min(BURST, left + ((now - at) / 1000) * PER_SECOND);
      at = now;
      if (left >= 1) {
        left--;
        over = 0;
        return 0;
      }
      return ++over;
    },
  };
}
