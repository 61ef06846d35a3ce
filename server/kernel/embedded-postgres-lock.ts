// Reads the lock file `postmaster.pid` of the embedded PostgreSQL: is a server of ours still running there (Node was
// killed, the server lived on), or has the lock outlived its server?
import { readFile, readlink, rm } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { isAlive, OR_OWN_SERVER, run } from './embedded-postgres-run.ts';

/** The address of a database of the embedded server, for its superuser. */
export function serverUrl(port: number, password: string, database: string): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
}

/** Runs one statement on a connection of its own. */
export async function queryOnce(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined); // reported by the query that meets it
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const TRIES = 600;

/** The port of the server running on that data directory, once it answers; undefined when there is none. */
export async function findLivePort(
  data: string,
  password: string,
  sleep: (ms: number) => Promise<unknown>,
): Promise<number | undefined> {
  let lastError = 'it has not yet said its port';
  for (let tries = 0; tries < TRIES; tries++) {
    const { pid, port } = await readLock(data);
    if (!pid) return undefined;
    if (!isAlive(pid)) return undefined; // the next server removes the lock itself, after checks of its own
    if (!(await isServerOf(pid, data))) {
      // PostgreSQL would refuse to start as long as that other program lives.
      if ((await readLock(data)).pid === pid) await rm(path.join(data, 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (port) {
      try {
        await queryOnce(serverUrl(port, password, 'postgres'), 'select 1');
        return port;
      } catch (error) {
        lastError = (error as Error).message;
        if ((error as { code?: string }).code === '28P01') break; // a wrong password does not mend by waiting
      }
    }
    await sleep(100); // it is starting, recovering or stopping
  }
  throw new Error(
    `A PostgreSQL is running on ${data} but cannot be used (${lastError}): stop it and start again, ${OR_OWN_SERVER}.`,
  );
}

/** True when a server of ours lives there, answering or not. */
export async function isRunning(data: string): Promise<boolean> {
  const { pid } = await readLock(data);
  return pid > 0 && isAlive(pid) && isServerOf(pid, data);
}

async function readLock(data: string): Promise<{ pid: number; port: number }> {
  const text = await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  return { pid: Math.abs(Number(lines[0])) || 0, port: Number(lines[3]) || 0 };
}

/** True when the process is PostgreSQL at work in that data directory, and not one that got its number later. */
async function isServerOf(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  if (process.platform === 'linux') {
    // The server's working directory is its data directory, even after a rename; a zombie has none.
    const [cwd, exe] = await Promise.all(
      ['cwd', 'exe'].map((name) => readlink(`/proc/${pid}/${name}`).catch(() => '')),
    );
    return cwd === data && path.basename(exe ?? '').startsWith('postgres');
  }
  const { output } = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
  return output.includes('postgres') && output.includes(data);
}
