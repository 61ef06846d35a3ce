// Starts the service: settings, database, reference data, listen, signals. The only file with side effects on import.
import 'dotenv/config';
import type { Server } from 'node:http';
import { createApp } from './app.ts';
import { loadDemo } from './demo/load.ts';
import { printWelcome } from './demo/welcome.ts';
import { loadReference } from './demo/reference.ts';
import { readConfig, type Config } from './kernel/config.ts';
import { maintainMonths } from './ledger/months.ts';
import { openHouse } from './open.ts';

const STOP_LIMIT_MS = 20_000;
const ECHO_MS = 1500;

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} is taken by another program. Stop it, or choose another: PORT=${port + 1} npm start`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken) : error);
    });
    server.listen(port, host, resolve);
  });
}

/** What production needs is asked for before anything is made. */
function checkProduction({ production, tokenKeys, registrantKey, demo }: Config): void {
  if (!production) return;
  const missing = [!tokenKeys && 'TOKEN_KEYS', !registrantKey && 'REGISTRANT_KEY'].filter(Boolean);
  if (missing.length > 0)
    throw new Error(`NODE_ENV=production needs ${missing.join(' and ')}; see .env.example`);
  if (demo) throw new Error('NODE_ENV=production does not load the demo: leave DEMO out');
}

async function start(config: Config): Promise<void> {
  const begun = performance.now();
  checkProduction(config);
  const { house, ownerUrl, close } = await openHouse(config, { serves: true });
  await maintainMonths(house);
  await loadReference(house);
  if (config.demo) await loadDemo(house);
  const app = await createApp(house, { ownerUrl });
  await app.start();
  await listen(app.server, config).catch(async (error: unknown) => {
    await app.stop();
    await close();
    throw error;
  });
  printWelcome(house, (performance.now() - begun) / 1000);

  let stopping: number | undefined;
  const stop = async (signal: string) => {
    if (stopping !== undefined) {
      // Asked again: at once. But a terminal and npm both pass one Ctrl-C on, so the first echo does not count.
      if (performance.now() - stopping > ECHO_MS) process.exit(1);
      return;
    }
    stopping = performance.now();
    house.log.info({ signal }, 'stopping: what runs is finished, what comes is refused');
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    await app.stop();
    await close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal));
}

try {
  await start(readConfig());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
