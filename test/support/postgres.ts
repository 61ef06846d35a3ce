// One PostgreSQL for a run of the tests: an embedded one in a directory of its own, careless about a power cut and
// therefore quick, or the one that TEST_POSTGRES_URL names.
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../../server/kernel/embedded-postgres.ts';
import { isAlive } from '../../server/kernel/embedded-postgres-run.ts';

export interface TestPostgres {
  /** For a user who may create databases. */
  url: string;
  stop(): Promise<void>;
}

const PREFIX = 'jejak-test-';

const CARELESS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];

/** Starts the server of this run; `stop` leaves nothing behind. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const given = process.env.TEST_POSTGRES_URL;
  if (given) return { url: given, stop: () => Promise.resolve() };
  await removeAbandoned();
  const dir = await makeTestDirectory();
  const flags = CARELESS.flatMap((setting) => ['-c', setting]);
  const server = await startEmbeddedPostgres({ dir, log: () => undefined, flags });
  const stop = async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** An empty directory that root's ordinary user may enter too; its name says whose it is. */
export async function makeTestDirectory(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  await chmod(dir, 0o755);
  return dir;
}

/** Stops and removes the servers of runs that were killed. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!pid || isAlive(pid)) continue;
    const dir = path.join(tmpdir(), name);
    try {
      const hasServer = (await readdir(dir)).includes('cluster');
      if (hasServer) await (await startEmbeddedPostgres({ dir, log: () => undefined })).stop();
      await rm(dir, { recursive: true, force: true });
    } catch {
      // Another user's, or another run is removing it at this moment.
    }
  }
}
