// How sending goes on after each outcome: how much is sent at once, how long to wait after a failure, what a refusal of
// the whole push means. Pure.

export type Failure = 'network' | 'server' | 'outdated' | 'lost' | 'too_much';

/** Below the service's own limits of 500 events and 1 MB. */
export const MOST_EVENTS = 200;
export const MOST_BYTES = 700_000;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 300_000;
/** Between two looks for news while all goes well. */
export const QUIET_MS = 60_000;
/** So long after an answer its effect is surely to be pulled. */
export const SETTLE_MS = 3_000;

/** What a refused or failed request means; a status of 0 is a service that was not reached. */
export function failureOf(status: number): Failure {
  if (status === 0) return 'network';
  if (status === 426) return 'outdated';
  if (status === 401 || status === 403) return 'lost';
  return status === 413 || status === 400 || status === 422 ? 'too_much' : 'server';
}

/**
 * Milliseconds until the next try after so many failures in a row: doubled each time up to five minutes, and spread so
 * that the phones of a place do not come back all at once.
 * @param spread between 0 and 1.
 */
export function waitAfter(failures: number, spread: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10));
  return Math.round(longest * (0.5 + spread / 2));
}

/** As many of the first events as fit one push; always at least one. */
export function cutBatch<T>(events: readonly T[], most = MOST_EVENTS, bytes = MOST_BYTES): T[] {
  const batch: T[] = [];
  let size = 0;
  for (const event of events) {
    size += JSON.stringify(event).length + 1;
    if (batch.length > 0 && (batch.length >= most || size > bytes)) break;
    batch.push(event);
  }
  return batch;
}

export type Answered = 'sent' | 'flagged' | 'refused';

/** Where a verdict leaves an event; one that was there already stands as it was judged the first time. */
export function stateOf(result: { verdict: string; first?: string }): Answered {
  const verdict = result.verdict === 'repeated' ? (result.first ?? 'recorded') : result.verdict;
  if (verdict === 'refused') return 'refused';
  return verdict === 'flagged' ? 'flagged' : 'sent';
}
