// A real PostgreSQL for whoever sets no DATABASE_URL: started from the npm package on a loopback port, found again
// after a crash of Node, stopped gracefully. Two Node processes on one directory share one server; whichever stops
// it stops it for both.
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleepByClock } from 'node:timers/promises';
import { findPackage, prepareBinaries, type Binaries } from './embedded-postgres-binaries.ts';
import { clusterFiles, findHome, makeCluster, spareDirectory } from './embedded-postgres-home.ts';
import { findLivePort, isRunning, queryOnce, serverUrl } from './embedded-postgres-lock.ts';
import { OR_OWN_SERVER, run, type SystemUser } from './embedded-postgres-run.ts';

export interface EmbeddedPostgresOptions {
  /** The directory of its own, such as `.data/postgres`; made when absent. Removing it begins anew. */
  dir: string;
  log: (msg: string) => void;
  /** More flags for a server that is started (not for one found running), such as `['-c', 'fsync=off']`. */
  flags?: string[];
  /** A port of one's own choice, refused when taken; otherwise a free one is chosen once and remembered. */
  port?: number;
  /** How to wait between two looks at a server that is starting or stopping. */
  sleep?: (ms: number) => Promise<unknown>;
}

export interface EmbeddedPostgres {
  /** For the superuser, on the database `jejak`. */
  url: string;
  port: number;
  /** True when the server was running already. */
  reused: boolean;
  /** Stops the server, reused or not; open connections are broken off. May be called again. */
  stop(): Promise<void>;
}

/** What is fixed for one server while it is being started. */
interface Server {
  files: ReturnType<typeof clusterFiles>;
  binaries: Binaries;
  user: SystemUser;
  password: string;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  // Its life and its failures only: an error of a statement reaches the service, which logs it.
  log_min_messages: 'log',
  log_checkpoints: 'off',
};

/** Starts the server, or finds the one still running on that directory, and makes the database when absent. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const packageDir = findPackage();
  const home = await findHome(options.dir, options.log);
  const spare = () => spareDirectory(options.dir);
  const binaries = await prepareBinaries(packageDir, home.user, spare, options.log);
  if (await makeCluster(home, binaries)) options.log(`Made a new database in ${home.path}.`);
  const files = clusterFiles(home.path);
  const server = { files, binaries, user: home.user, password: await readFile(files.password, 'utf8') };
  const { port, reused } = await startOrReuse(server, options);
  options.log(`PostgreSQL ${reused ? 'was still running' : 'runs'} on port ${port}, data in ${home.path}.`);
  await createDatabase(serverUrl(port, server.password, 'postgres'), 'jejak');
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= stopServer(server));
  return { url: serverUrl(port, server.password, 'jejak'), port, reused, stop };
}

async function startOrReuse(server: Server, options: EmbeddedPostgresOptions) {
  const { files, password } = server;
  let why = '';
  // A second try is for a port taken, or a server started, by another process in just this moment.
  for (let tries = 0; tries < 5; tries++) {
    const live = await findLivePort(files.data, password, options.sleep ?? sleepByClock);
    if (live) return { port: live, reused: true };
    const port = await choosePort(files.port, options.port);
    why = await startServer(server, port, options.flags ?? []);
    if (!why) return { port, reused: false };
    if (!/postmaster\.pid|create any TCP\/IP sockets/.test(why)) break;
  }
  throw new Error(
    `PostgreSQL could not start on ${files.data} (${why}): put that right (all it said is in ${files.log}), ${OR_OWN_SERVER}.`,
  );
}

/** Starts the server in a session of its own (Ctrl-C is for Node alone); answers why not, or nothing. */
async function startServer(server: Server, port: number, flags: string[]): Promise<string> {
  const { files, binaries, user } = server;
  await truncate(files.log).catch(() => undefined);
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = ['-p', String(port), ...settings, ...flags].map(quote).join(' ');
  const args = ['start', '--wait', '--timeout=120', '-D', files.data, '-l', files.log, '-o', command];
  const started = await run(binaries.pgCtl, args, user, files.data);
  if (started.ok) return '';
  const said = (await readFile(files.log, 'utf8').catch(() => '')).trim().split('\n').slice(-20);
  const fatal = said.findLast((line) => /FATAL|PANIC/.test(line)) ?? said.at(-1);
  return fatal?.replace(/^.*?(?=FATAL|PANIC)/, '') || started.output || String(started.spawnError);
}

/** pg_ctl hands the flags to a shell. */
function quote(word: string): string {
  return process.platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", `'\\''`)}'`;
}

async function choosePort(file: string, wished: number | undefined): Promise<number> {
  if (wished) {
    if (await tryPort(wished)) return wished;
    throw new Error(
      `Port ${wished} is taken by another program: choose another for PostgreSQL, ${OR_OWN_SERVER}.`,
    );
  }
  const stored = Number(await readFile(file, 'utf8').catch(() => '0'));
  const port = (stored && (await tryPort(stored))) || (await tryPort(0));
  if (!port) throw new Error(`No port is free on 127.0.0.1: end some programs, ${OR_OWN_SERVER}.`);
  if (port !== stored) {
    await rm(file, { force: true }); // a file that root has left could not be written to, but it can be replaced
    await writeFile(file, String(port));
  }
  return port;
}

/** The port if it can be listened on (any free one for 0), otherwise 0. */
function tryPort(port: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(port, '127.0.0.1', () => {
      const found = (probe.address() as AddressInfo).port;
      probe.close(() => resolve(found));
    });
  });
}

async function createDatabase(url: string, name: string): Promise<void> {
  const found = await queryOnce(url, `select 1 from pg_database where datname = '${name}'`);
  if (found.length > 0) return;
  await queryOnce(url, `create database ${name}`).catch((error: { code?: string }) => {
    const madeByAnother = error.code === '42P04' || error.code === '23505';
    if (!madeByAnother) throw error;
  });
}

async function stopServer({ files, binaries, user }: Server): Promise<void> {
  let said = '';
  // The second way is for a server that cannot end in order; it recovers at its next start.
  for (const mode of ['fast', 'immediate']) {
    // Asked each time: pg_ctl would signal whatever program has the number in an old lock.
    if (!(await isRunning(files.data))) return;
    const args = ['stop', '--wait', '--timeout=60', '-D', files.data, '-m', mode];
    const stopped = await run(binaries.pgCtl, args, user);
    if (stopped.ok) return;
    said = stopped.output;
  }
  if (await isRunning(files.data)) throw new Error(`PostgreSQL did not stop on ${files.data} (${said}).`);
}
