// The embedded PostgreSQL through its bad days: Node killed, locks left behind, a directory half made, links missing.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  access,
  chmod,
  cp,
  lstat,
  mkdir,
  readFile,
  readdir,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findPackage, hydrate, prepareBinaries } from '../../server/kernel/embedded-postgres-binaries.ts';
import { spareDirectory } from '../../server/kernel/embedded-postgres-home.ts';
import { queryOnce } from '../../server/kernel/embedded-postgres-lock.ts';
import { isRoot, run } from '../../server/kernel/embedded-postgres-run.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../server/kernel/embedded-postgres.ts';
import { makeTestDirectory } from '../support/postgres.ts';

const CHILD = path.join(import.meta.dirname, 'embedded-postgres-child.ts');

let dir: string;
let running: EmbeddedPostgres[];
let children: ChildProcess[];

beforeEach(async () => {
  dir = await makeTestDirectory();
  running = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) await kill(child);
  for (const server of running) await server.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Starts a server that is stopped after the test. */
async function start(options: { port?: number; flags?: string[]; log?: (msg: string) => void } = {}) {
  const server = await startEmbeddedPostgres({ dir, log: () => undefined, ...options });
  running.push(server);
  return server;
}

function startChild(): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, dir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const lockFile = () => path.join(dir, 'cluster', 'data', 'postmaster.pid');

/** Leaves a lock such as a killed server leaves, but with another process' number. */
async function leaveLock(pid: number): Promise<void> {
  const data = await realpath(path.dirname(lockFile()));
  await writeFile(lockFile(), `${pid}\n${data}\n1\n5999\n\n127.0.0.1\n\nready   \n`);
}

describe('a first start', () => {
  it('makes a UTF-8 database with a password of its own, on the loopback interface only', async () => {
    const server = await start({ flags: ['-c', 'fsync=off'] });
    expect(server.reused).toBe(false);
    expect(new URL(server.url).pathname).toBe('/jejak');
    const [row] = await queryOnce(
      server.url,
      `select pg_encoding_to_char(encoding) as encoding, upper('é') as upper, current_setting('fsync') as fsync,
              current_setting('timezone') as timezone, current_setting('listen_addresses') as listens
         from pg_database where datname = current_database()`,
    );
    expect(row).toEqual({
      encoding: 'UTF8',
      upper: 'É',
      fsync: 'off',
      timezone: 'UTC',
      listens: '127.0.0.1',
    });
    const password = path.join(dir, 'cluster', 'password');
    expect((await stat(password)).mode & 0o777).toBe(0o600);
    const wrong = server.url.replace(await readFile(password, 'utf8'), 'wrong');
    await expect(queryOnce(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  it('keeps data, password and port over a stop, and may be stopped twice', async () => {
    const first = await start();
    await queryOnce(first.url, 'create table kept (n int)');
    await Promise.all([first.stop(), first.stop()]);
    await first.stop();
    await expect(queryOnce(first.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
    const second = await start();
    expect(second).toMatchObject({ url: first.url, reused: false });
    expect(await queryOnce(second.url, 'select * from kept')).toEqual([]);
  });

  it('takes another port when its own is taken, but refuses to replace a wished one', async () => {
    const first = await start();
    await first.stop();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await once(squatter, 'listening');
    await expect(start({ port: first.port })).rejects.toThrow(/is taken by another program.*DATABASE_URL/);
    const second = await start();
    expect(second.port).not.toBe(first.port);
    await new Promise((resolve) => squatter.close(resolve));
  });

  it('says in one sentence why the server cannot start', async () => {
    await (await start()).stop();
    await expect(start({ flags: ['-c', 'max_connections=lots'] })).rejects.toThrow(
      /could not start .*max_connections.*or set DATABASE_URL/,
    );
  });
});

describe('after Node was killed', () => {
  it('finds the server that lives on, and stops it', async () => {
    const child = startChild();
    const [said] = (await once(child.stdout!, 'data')) as [Buffer];
    await kill(child);
    const server = await start();
    expect(server).toMatchObject({ reused: true, port: Number(said.toString()) });
    await server.stop();
    await expect(access(lockFile())).rejects.toThrow(/ENOENT/);
    await expect(queryOnce(server.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('makes a database anew that was only half made', async () => {
    const child = startChild();
    const halfMade = () => readdir(dir).then((names) => names.filter((name) => name.startsWith('making-')));
    await vi.waitFor(async () => expect(await halfMade()).toHaveLength(1), { timeout: 20_000, interval: 2 });
    await kill(child);
    expect(await readdir(dir)).not.toContain('cluster');
    expect(await queryOnce((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await halfMade()).toEqual([]);
  });

  it.each([
    ['no process', () => 2 ** 22 + 1],
    ['another program', () => process.pid],
  ])('is not held up by a lock whose number is that of %s', async (_, pid) => {
    await (await start()).stop();
    await leaveLock(pid());
    expect((await start()).reused).toBe(false);
  });
});

it('lets two processes that start at once share one server', async () => {
  const [child, server] = [startChild(), await start()];
  const [said] = (await once(child.stdout!, 'data')) as [Buffer];
  expect(server.port).toBe(Number(said.toString()));
  expect(await queryOnce(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

describe('the programs', () => {
  it('get back the links that an install without scripts leaves out', async () => {
    const copy = path.join(dir, 'package');
    await cp(findPackage(), copy, { recursive: true, verbatimSymlinks: true });
    const lib = path.join(copy, 'native', 'lib');
    const entries = await readdir(lib, { withFileTypes: true });
    const links = entries.filter((entry) => entry.isSymbolicLink()).map((entry) => entry.name);
    for (const link of links) await rm(path.join(lib, link));
    await Promise.all([hydrate(copy), hydrate(copy)]);
    for (const link of links) expect((await lstat(path.join(lib, link))).isSymbolicLink()).toBe(true);
    expect((await run(path.join(copy, 'native', 'bin', 'initdb'), ['--version'])).output).toMatch(
      /PostgreSQL/,
    );
  });

  it('that cannot run here are named, with the way out', async () => {
    const bin = path.join(dir, 'package', 'native', 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(path.join(dir, 'package', 'package.json'), '{"version":"0"}');
    await writeFile(path.join(bin, 'postgres'), '#!/no/such/loader\n', { mode: 0o755 });
    const spare = () => Promise.reject(new Error('no copy is wanted'));
    const prepared = prepareBinaries(path.join(dir, 'package'), undefined, spare, () => undefined);
    await expect(prepared).rejects.toThrow(/does not run on this system.*DATABASE_URL/);
  });
});

it.runIf(isRoot)('moves to /var/tmp when the server’s user cannot enter the directory', async () => {
  await chmod(dir, 0o700);
  const spare = await spareDirectory(dir);
  const said: string[] = [];
  try {
    const first = await start({ log: (msg) => said.push(msg) });
    expect(said.join('\n')).toContain(`the database is kept in ${spare}/home-`);
    await first.stop();
    expect((await start()).url).toBe(first.url);
  } finally {
    for (const server of running) await server.stop();
    await rm(spare, { recursive: true });
  }
});
