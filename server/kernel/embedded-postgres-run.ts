// Runs PostgreSQL's own programs for embedded-postgres.ts: as an ordinary user when Node is root (PostgreSQL refuses
// to run as root), with a clean environment and a working directory that user can enter.
import { execFile } from 'node:child_process';

/** The operating system's user a program runs as; undefined means the user Node runs as. */
export type SystemUser = { uid: number; gid: number } | undefined;

export interface RunResult {
  ok: boolean;
  /** Standard output and standard error together. */
  output: string;
  /** The system's code when the program could not be started at all: ENOENT, EACCES … */
  spawnError?: string | undefined;
}

export const isRoot = process.getuid?.() === 0;

/** Appended to every error a person can end by bringing a database of their own. */
export const OR_OWN_SERVER = 'or set DATABASE_URL to a PostgreSQL 15 or newer of your own';

// Neither PG* variables nor a foreign locale may leak in; Windows adds what it needs by itself.
const CLEAN_ENV = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

/** Runs a program to its end. Never rejects: the caller knows best what a failure means. */
export function run(file: string, args: string[], user?: SystemUser, cwd = '/'): Promise<RunResult> {
  return new Promise((resolve) => {
    const options = { cwd, env: CLEAN_ENV, maxBuffer: 1 << 22, windowsHide: true, ...user };
    try {
      execFile(file, args, options, (error, stdout, stderr) => {
        const spawnError = typeof error?.code === 'string' ? error.code : undefined;
        resolve({ ok: error === null, output: `${stdout}${stderr}`.trim(), spawnError });
      });
    } catch (error) {
      // Node throws rather than calls back for some codes, EACCES among them.
      const { code, message } = error as NodeJS.ErrnoException;
      resolve({ ok: false, output: message, spawnError: code });
    }
  });
}

/** True when that user can enter the directory (asked of the system itself, so ACLs count too). */
export async function canEnter(dir: string, user: SystemUser): Promise<boolean> {
  return user === undefined || (await run('/bin/sh', ['-c', 'cd "$0"', dir], user)).ok;
}

/** The user `postgres`, made if root has none yet; undefined when Node itself is an ordinary user. */
export async function findServerUser(log: (msg: string) => void): Promise<SystemUser> {
  if (!isRoot) return undefined;
  const found = await lookUp('postgres');
  if (found) return found;
  const made = await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  const user = await lookUp('postgres');
  if (!user) {
    throw new Error(
      'PostgreSQL does not run as root, and the system user "postgres" could not be made ' +
        `(${made.output || made.spawnError}): make it, start as an ordinary user, ${OR_OWN_SERVER}.`,
    );
  }
  log('Made the system user "postgres": PostgreSQL does not run as root.');
  return user;
}

async function lookUp(name: string): Promise<SystemUser> {
  const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
  return uid.ok && gid.ok ? { uid: Number(uid.output), gid: Number(gid.output) } : undefined;
}

/** True when a process of that number exists, whosever it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
