// What the benches share: a server of their own with default durability, pgbench as the rival, medians, a table and JSON.
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrations } from '../migrations/index.ts';
import { loadReference } from '../server/demo/reference.ts';
import { entities } from '../server/entities.ts';
import { readConfig } from '../server/kernel/config.ts';
import { openDatabase } from '../server/kernel/database.ts';
import { startEmbeddedPostgres } from '../server/kernel/embedded-postgres.ts';
import { createHouse, type House } from '../server/kernel/house.ts';
import { createLog } from '../server/kernel/log.ts';

export interface Ground {
  url: string;
  house: House;
  /** Closes the pool, stops the server and removes its files. */
  close(): Promise<void>;
}

/** A migrated database with the reference nation on a fresh embedded server: fsync and synchronous_commit stay on. */
export async function openGround(flags: string[] = []): Promise<Ground> {
  const dir = await mkdtemp(path.join(tmpdir(), 'jejak-bench-'));
  await chmod(dir, 0o755); // the server does not run as root
  const server = await startEmbeddedPostgres({
    dir: path.join(dir, 'postgres'),
    log: () => undefined,
    flags,
  });
  const stop = async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const config = readConfig({ LOG_LEVEL: 'warn', DATABASE_URL: server.url });
    const { url } = server;
    const database = await openDatabase({ url, ownerUrl: url, config, entities, migrations });
    const house = createHouse({ config, log: createLog('warn'), database });
    await loadReference(house);
    const close = async () => {
      await database.close();
      await stop();
    };
    return { url, house, close };
  } catch (error) {
    await stop();
    throw error;
  }
}

export interface Rival {
  url: string;
  script: string;
  clients: number;
  seconds: number;
  /** Values of `:name` in the script. */
  variables?: Record<string, string | number>;
}

/** Runs pgbench on a script with prepared statements. @returns transactions per second, connecting excluded. */
export async function pgbench(rival: Rival): Promise<number> {
  const dir = await mkdtemp(path.join(tmpdir(), 'jejak-pgbench-'));
  const file = path.join(dir, 'script.sql');
  await writeFile(file, rival.script);
  const variables = Object.entries(rival.variables ?? {}).flatMap(([name, value]) => [
    '-D',
    `${name}=${value}`,
  ]);
  const args = ['-n', '-M', 'prepared', '-c', `${rival.clients}`, '-j', '2', '-T', `${rival.seconds}`];
  try {
    const said = await output('pgbench', [...args, ...variables, '-f', file, rival.url]);
    const rate = /tps = ([\d.]+)/.exec(said)?.[1];
    if (!rate || !/number of failed transactions: 0 /.test(said)) throw new Error(`pgbench failed: ${said}`);
    return Number(rate);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function output(command: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (chunk) => (said += String(chunk)));
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(said) : reject(new Error(`${command}: ${said}`))));
  });
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Keeps `inFlight` calls of `submit` under way for so many seconds, each told its number. @returns calls finished per second. */
export async function pour(
  inFlight: number,
  seconds: number,
  submit: (line: number) => Promise<unknown>,
): Promise<number> {
  const begun = performance.now();
  const until = begun + seconds * 1000;
  let done = 0;
  const one = async (_: unknown, line: number) => {
    while (performance.now() < until) {
      await submit(line);
      done++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  return done / ((performance.now() - begun) / 1000);
}

/** The most memory that this process has ever held, in MB. */
export const peakMemory = () => Math.round(process.resourceUsage().maxRSS / 1024);

/** Writes `bench/results/<name>.json` and prints the rows as a table. */
export async function report(
  name: string,
  rows: Record<string, unknown>[],
  extra: object = {},
): Promise<void> {
  console.table(rows);
  const dir = path.join(import.meta.dirname, 'results');
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, `${name}.json`), `${JSON.stringify({ name, rows, ...extra }, null, 2)}\n`);
}

/** True for the file that Node was started with, as by `node --import tsx bench/ledger.ts`. */
export const isMain = (file: string) => process.argv[1] === file;
