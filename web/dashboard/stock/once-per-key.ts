// Looks things up by key, each once however often it is asked for in a short while, and a few at a time. What turns out
// to be out of sight is not asked for again.
import { Problem } from '../../shared/http.ts';

const pause = 300;
const atOnce = 4;

export function oncePerKey(work: (key: string) => Promise<void>): (key: string) => void {
  const wanted = new Set<string>();
  const outOfSight = new Set<string>();
  let running = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function run(key: string): Promise<void> {
    running++;
    try {
      await work(key);
    } catch (error) {
      // Anything else is a passing trouble: the next news about it asks again.
      if (error instanceof Problem && (error.status === 404 || error.status === 403)) outOfSight.add(key);
    } finally {
      running--;
      next();
    }
  }

  function next(): void {
    for (const key of wanted) {
      if (running >= atOnce) return;
      wanted.delete(key);
      void run(key);
    }
  }

  return (key) => {
    if (outOfSight.has(key)) return;
    wanted.add(key);
    timer ??= setTimeout(() => {
      timer = undefined;
      next();
    }, pause);
  };
}
