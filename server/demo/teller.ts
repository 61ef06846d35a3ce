// Tells the demo line by line and holds every sentence against what the service answered.
export class Untrue extends Error {}

/** Refuses to go on when what was told is not so. */
export function expectThat(condition: unknown, sentence: string, seen?: unknown): asserts condition {
  if (!condition)
    throw new Untrue(`${sentence}${seen === undefined ? '' : `\n      seen: ${JSON.stringify(seen)}`}`);
}

let chapter = 0;

/** Begins a chapter of the story. */
export function begin(title: string): void {
  console.log(`\n${++chapter}. ${title}`);
}

/** Tells a line that has been checked. */
export function tell(line: string): void {
  console.log(`   ✓ ${line}`);
}

/** Waits for a condition that another program fulfils; fails with `sentence` after `milliseconds`. */
export async function until<T>(read: () => T | undefined, sentence: string, milliseconds = 5000): Promise<T> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const value = read();
    if (value !== undefined) return value;
    expectThat(performance.now() < end, sentence);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
