// Where the embedded PostgreSQL keeps its things: `<home>/cluster/{data,password,port,server.log}`. A cluster is made
// in a directory of its own and renamed into place when whole, so a half-made one is never taken for a real one. Home
// is the wished directory, or one in /var/tmp that it points to when root's ordinary user cannot enter it.
import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, link, lstat, mkdir, mkdtemp, readFile, readdir, realpath } from 'node:fs/promises';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exists, type Binaries } from './embedded-postgres-binaries.ts';
import { canEnter, findServerUser, isAlive, isRoot, run } from './embedded-postgres-run.ts';
import { OR_OWN_SERVER, type SystemUser } from './embedded-postgres-run.ts';

export interface Home {
  path: string;
  user: SystemUser;
}

/** The files of a cluster that is complete. */
export function clusterFiles(home: string) {
  const at = (name: string) => path.join(home, 'cluster', name);
  return { data: at('data'), password: at('password'), port: at('port'), log: at('server.log') };
}

const POINTER = 'moved-to';

/** Finds, or makes, the directory for the cluster and the user the server runs as. */
export async function findHome(dir: string, log: (msg: string) => void): Promise<Home> {
  await mkdir(dir, { recursive: true }).catch((error: Error) => {
    throw new Error(
      `The database's directory ${dir} cannot be made (${error.message}): free it, ${OR_OWN_SERVER}.`,
    );
  });
  const wished = await realpath(dir);
  const home = (await readPointer(wished, log)) ?? wished;
  const owner = await stat(path.join(home, 'cluster')).catch(() => undefined);
  if (owner) {
    const user = isRoot && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : undefined;
    const mine = isRoot ? await canEnter(home, user) : owner.uid === process.getuid?.() || !process.getuid;
    if (mine) return { path: home, user };
    throw new Error(
      `The database in ${home} belongs to another user (uid ${owner.uid}) or lies where that user cannot go: ` +
        `start as that user, open the directories above it, remove ${dir} to begin anew, ${OR_OWN_SERVER}.`,
    );
  }
  const user = await findServerUser(log);
  if (await canEnter(home, user)) return { path: home, user };
  const away = await moveAway(wished);
  log(`PostgreSQL's user cannot enter ${wished}: the database is kept in ${away}.`);
  return { path: away, user };
}

/** Where an earlier start has moved to, unless that has been cleared away since. */
async function readPointer(wished: string, log: (msg: string) => void): Promise<string | undefined> {
  const pointer = path.join(wished, POINTER);
  const home = await readFile(pointer, 'utf8').catch(() => undefined);
  if (home === undefined || (await exists(home))) return home;
  log(`The database in ${home} is gone: beginning anew.`);
  await rm(pointer, { force: true });
  return undefined;
}

/** A new directory in the spare one; a file in the wished one points to it, so removing that one begins anew. */
async function moveAway(wished: string): Promise<string> {
  const away = await mkdtemp(path.join(await spareDirectory(wished), 'home-'));
  await chmod(away, 0o755);
  const draft = path.join(wished, `${POINTER}.${process.pid}`);
  await writeFile(draft, away);
  // A link is made whole or not at all: of two processes starting at once, one points and the other follows.
  await link(draft, path.join(wished, POINTER)).catch(async () => rm(away, { recursive: true }));
  await rm(draft);
  return readFile(path.join(wished, POINTER), 'utf8');
}

/** `/var/tmp/jejak-<hash of the wished directory>`, refused when somebody else has put one there. */
export async function spareDirectory(wished: string): Promise<string> {
  const hash = createHash('sha256')
    .update(await realpath(wished))
    .digest('hex');
  const spare = `/var/tmp/jejak-${hash.slice(0, 16)}`;
  await mkdir(spare).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(spare);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${spare} belongs to another user: remove it, ${OR_OWN_SERVER}.`);
  }
  await chmod(spare, 0o755);
  return spare;
}

const making = new Set<string>();

/** Makes the cluster unless there is one. Two processes may do so at once: the first to finish wins. */
export async function makeCluster({ path: home, user }: Home, binaries: Binaries): Promise<boolean> {
  await removeHalfMade(home);
  if (await exists(path.join(home, 'cluster'))) return false;
  const staging = await mkdtemp(path.join(home, `making-${process.pid}-`));
  making.add(staging);
  try {
    const password = path.join(staging, 'password');
    await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (user) for (const file of [staging, password]) await chown(file, user.uid, user.gid);
    const data = `--pgdata=${path.join(staging, 'data')}`;
    const access = ['--username=postgres', `--pwfile=${password}`, '--auth=scram-sha-256'];
    // C.UTF-8 of PostgreSQL itself: knows all letters, sorts by code point, and is the same on every system.
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const made = await run(binaries.initdb, [data, ...access, ...locale, '--lc-messages=C'], user, staging);
    if (!made.ok) {
      const why = made.output.split('\n').findLast((line) => /error|fatal/i.test(line)) ?? made.spawnError;
      throw new Error(`The database could not be made in ${home} (${why}): look there, ${OR_OWN_SERVER}.`);
    }
    await rename(staging, path.join(home, 'cluster'));
    return true;
  } catch (error) {
    if (await exists(path.join(home, 'cluster'))) return false;
    throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
    making.delete(staging);
  }
}

/** Removes what a process killed in the middle of making a cluster has left. */
async function removeHalfMade(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const pid = Number(/^making-(\d+)-/.exec(name)?.[1]);
    const left = path.join(home, name);
    if (!pid || making.has(left) || (pid !== process.pid && isAlive(pid))) continue;
    await rm(left, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}
