// `npm run demo`: plays the main job over HTTP and sockets against a running service (BASE_URL, by default the one on
// PORT), or against one that it starts itself, and exits 1 if anything is not as told.
import 'dotenv/config';
import { spawn, type ChildProcess } from 'node:child_process';
import { readConfig } from '../kernel/config.ts';
import { playStory } from './play-story.ts';
import { Untrue } from './teller.ts';

const START_LIMIT_MS = 60_000;

async function isReady(base: string): Promise<boolean> {
  return fetch(`${base}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** Starts a service of the demo's own and waits until it answers. */
async function startService(base: string): Promise<ChildProcess> {
  console.log(`No service answers at ${base}: starting one.`);
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, LOG_LEVEL: 'warn' },
  });
  const end = performance.now() + START_LIMIT_MS;
  while (!(await isReady(base))) {
    if (child.exitCode !== null || performance.now() > end) throw new Untrue('the service starts');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return child;
}

async function main(): Promise<void> {
  const base = process.env.BASE_URL ?? `http://localhost:${readConfig().port}`;
  const child = (await isReady(base)) ? undefined : await startService(base);
  const begun = performance.now();
  try {
    await playStory(base);
    console.log(`\nEverything was as told, in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
  } finally {
    if (child) {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    }
  }
}

if (process.argv.length > 2) {
  console.error('npm run demo takes no arguments. BASE_URL=http://… names a running service.');
  process.exit(2);
}
main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Untrue ? `\n   ✗ NOT SO: ${error.message}` : error);
    process.exit(1);
  },
);
