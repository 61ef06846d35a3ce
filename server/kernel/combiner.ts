// The combiner: concurrent commands of one kind become one transaction with a verdict for each.
// While a batch runs the next one gathers, so under load the batches grow and alone a command never waits.
import type { House } from './house.ts';
import { problems, type Problem } from './problem.ts';

export type Verdict<R> = { value: R } | { problem: Problem };

export interface CombinerOptions<C, R> {
  name: string;
  /** Commands of different keys are never in one batch; by default all share one. */
  keyOf?: (command: C) => string;
  /** How many batches of one key run at once. */
  lanes?: number;
  /** Runs one transaction for all and answers for each, in order. */
  run(commands: C[]): Promise<Verdict<R>[]>;
}

export interface Combiner<C, R> {
  /** The command's own result; rejects with its own Problem. */
  submit(command: C): Promise<R>;
  /** How many commands wait or run. */
  waiting(): number;
}

interface Waiting<C, R> {
  command: C;
  resolve(value: R): void;
  reject(error: unknown): void;
}

interface Queue<C, R> {
  items: Waiting<C, R>[];
  running: number;
}

/** Makes a combiner; `config.combineMax` bounds a batch, `config.queueMax` all that wait. */
export function createCombiner<C, R>(house: House, options: CombinerOptions<C, R>): Combiner<C, R> {
  const { combineMax, queueMax } = house.config;
  const lanes = options.lanes ?? 1;
  const queues = new Map<string, Queue<C, R>>();
  let waiting = 0;

  function tell({ resolve, reject }: Waiting<C, R>, verdict?: Verdict<R>): void {
    if (verdict && 'value' in verdict) resolve(verdict.value);
    else reject(verdict?.problem ?? new Error(`${options.name}: a command got no verdict`));
  }

  async function settle(batch: Waiting<C, R>[]): Promise<void> {
    house.metrics.combined.observe({ name: options.name }, batch.length);
    try {
      const verdicts = await options.run(batch.map((item) => item.command));
      // Told a moment later: the next batch leaves first, so that the database works while these are answered.
      setImmediate(() => batch.forEach((item, index) => tell(item, verdicts[index])));
    } catch (error) {
      if (batch.length === 1) return batch[0]!.reject(error);
      // One poisonous command must not spoil its neighbours: halve until it stands alone.
      house.log.warn(
        { err: error, combiner: options.name, size: batch.length },
        'a combined batch is halved',
      );
      const half = batch.length >> 1;
      await settle(batch.slice(0, half));
      await settle(batch.slice(half));
    }
  }

  async function drive(key: string, queue: Queue<C, R>): Promise<void> {
    queue.running++;
    // Let the commands of the same turn of the event loop gather before the first batch leaves.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.items.length > 0) {
      const batch = queue.items.splice(0, combineMax);
      await settle(batch);
      waiting -= batch.length;
    }
    queue.running--;
    if (queue.running === 0) queues.delete(key);
  }

  return {
    waiting: () => waiting,
    submit(command) {
      if (waiting >= queueMax)
        return Promise.reject(problems.too_busy({}, undefined, { 'Retry-After': '1' }));
      const key = options.keyOf?.(command) ?? '';
      const queue = queues.get(key) ?? { items: [], running: 0 };
      queues.set(key, queue);
      waiting++;
      return new Promise<R>((resolve, reject) => {
        queue.items.push({ command, resolve, reject });
        if (queue.running < lanes && queue.items.length > queue.running * combineMax) void drive(key, queue);
      });
    },
  };
}
