// A bell: one waits for it, at most so long, and others ring it when there is news. A ring is kept until somebody waits.
import type { House } from './house.ts';

export interface Bell {
  ring(): void;
  /** Ends at a ring, at once when there was one since the last wait, or after so many milliseconds. */
  wait(milliseconds: number): Promise<void>;
}

/** Makes a bell for one who waits. */
export function createBell(house: Pick<House, 'sleep'>): Bell {
  let rung = false;
  let waiting: AbortController | undefined;
  return {
    ring() {
      rung = true;
      waiting?.abort(null);
    },
    async wait(milliseconds) {
      if (!rung) {
        waiting = new AbortController();
        await house.sleep(milliseconds, waiting.signal);
        waiting = undefined;
      }
      rung = false;
    },
  };
}
