// A phone's clock against ours: what it said when it sent tells how far it is off, and every time it noted moves by that.
// Pure.

/** A clock so little off is taken as right: a push travels for seconds, and the sums of others stay comparable. */
const RIGHT_MS = 60_000;
/** A clock so far off is wrong in the day too: its times are moved all the same, and flagged. */
const IMPLAUSIBLE_MS = 86_400_000;

export interface Clock {
  /** How far the phone's clock is behind ours, in milliseconds; negative when it is ahead. */
  offsetMs: number;
  implausible: boolean;
  /** What a time that the phone noted was by our clock. */
  correct(said: Date): Date;
  /** Whether times are moved at all. */
  moved: boolean;
}

/** The clock of a phone that said `sentAt` in what arrived at `arrivedAt`. */
export function clockOf(sentAt: Date, arrivedAt: Date): Clock {
  const offsetMs = arrivedAt.getTime() - sentAt.getTime();
  const moved = Math.abs(offsetMs) > RIGHT_MS;
  return {
    offsetMs,
    moved,
    implausible: Math.abs(offsetMs) > IMPLAUSIBLE_MS,
    correct: (said) => (moved ? new Date(said.getTime() + offsetMs) : said),
  };
}
