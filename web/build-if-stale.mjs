// Builds the web pages before the service starts, only when their sources differ from those last built.
// A deployment without dev dependencies keeps the build it came with.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, URL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = ['dist/web/index.html', 'dist/scan/index.html'].map((page) => join(root, page));
const record = join(root, 'dist/web/.sources');

function filesOf(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function hashOfSources() {
  const hash = createHash('sha256');
  const files = [
    ...filesOf(join(root, 'web')),
    ...filesOf(join(root, 'server/gs1')),
    join(root, 'package-lock.json'),
  ];
  for (const file of files.sort()) {
    if (existsSync(file))
      hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

async function findVite() {
  try {
    return await import('vite');
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

const hash = hashOfSources();
const built = pages.every((page) => existsSync(page));
if (built && existsSync(record) && readFileSync(record, 'utf8') === hash) {
  console.log('web: up to date');
} else {
  const vite = await findVite();
  if (vite) {
    const started = performance.now();
    for (const config of ['web/vite.config.ts', 'web/vite.scanner.config.ts']) {
      await vite.build({ configFile: join(root, config), logLevel: 'warn' });
    }
    writeFileSync(record, hash);
    console.log(`web: built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  } else if (built) {
    console.log('web: using the build at hand (vite is not installed, so it cannot be compared or renewed)');
  } else {
    console.error(
      'web: there is no build in dist, and vite is not installed. Run `npm ci` with dev dependencies,',
    );
    console.error('web: or build elsewhere with `npm run build` and copy dist here.');
    process.exitCode = 1;
  }
}
