// Looks things up by key, each once however often it is asked for in a short while, and a few at a time.
const pause = 300;
const atOnce = 4;

export function oncePerKey(work: (key: string) => Promise<void>): (key: string) => void {
  const wanted = new Set<string>();
  let running = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function run(key: string): Promise<void> {
    running++;
    try {
      await work(key);
    } catch {
      // Out of reach or out of sight: the next news about it asks again.
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
    wanted.add(key);
    timer ??= setTimeout(() => {
      timer = undefined;
      next();
    }, pause);
  };
}
