// How long the queue and how full the storage may get, and from when the person is warned. Pure.

/** More events than a busy place makes in a week; the service takes them 500 at a time. */
export const LONGEST_QUEUE = 5_000;
const WARN_QUEUE = 4_000;
/** An event takes about a kilobyte; below this many free bytes the queue is not safe any more. */
const LEAST_FREE = 5_000_000;
const WARN_FREE = 50_000_000;

export interface StorageState {
  /** `full`: nothing more is taken until the queue was sent or space was made. */
  level: 'fine' | 'low' | 'full';
  why?: 'queue' | 'space';
  /** Whether the browser promised not to throw the data away. */
  kept: boolean;
  waiting: number;
  /** Null where the browser does not say. */
  freeBytes: number | null;
}

export function judgeStorage({
  waiting,
  freeBytes,
  kept,
}: Pick<StorageState, 'waiting' | 'freeBytes' | 'kept'>): StorageState {
  const state = (level: StorageState['level'], why?: StorageState['why']): StorageState => ({
    level,
    why,
    kept,
    waiting,
    freeBytes,
  });
  if (waiting >= LONGEST_QUEUE) return state('full', 'queue');
  if (freeBytes !== null && freeBytes < LEAST_FREE) return state('full', 'space');
  if (waiting >= WARN_QUEUE) return state('low', 'queue');
  if (freeBytes !== null && freeBytes < WARN_FREE) return state('low', 'space');
  return state('fine');
}
