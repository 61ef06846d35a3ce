// What a newcomer waits for: the first start on an empty directory, with the whole reference nation; later starts; and
// the import of an official list of 10,292 health centres by the command. Each is the program itself, from outside.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAreas } from '../server/places/areas.ts';
import { isMain, median, report } from './support.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const TIMES = 3;
const CENTRES = 10_292;
/** The most that each may take, in seconds. */
const LIMITS = { first: 30, later: 5, import: 10 };
type What = keyof typeof LIMITS;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** One of the project's programs, on a database of its own and with nothing of the person's settings. */
function launch(file: string, args: string[], dataDir: string, port: number): ChildProcess {
  const env = {
    PATH: process.env.PATH,
    DATA_DIR: dataDir,
    PORT: `${port}`,
    DATABASE_URL: '',
    LOG_LEVEL: 'warn',
  };
  const command = ['--max-semi-space-size=32', '--import', 'tsx', path.join('server', file), ...args];
  return spawn(process.execPath, command, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));

/** Starts the service and stops it. @returns seconds from the command to the first answer. */
async function start(dataDir: string): Promise<number> {
  const port = await freePort();
  const begun = performance.now();
  const service = launch('main.ts', [], dataDir, port);
  const end = ended(service);
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  while (!(await answers())) {
    if (service.exitCode !== null) throw new Error(`The service ended with ${service.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const seconds = (performance.now() - begun) / 1000;
  service.kill('SIGINT');
  await end;
  return seconds;
}

/** A list like the ministry's: made-up centres, spread over the real kecamatan. */
async function centres(): Promise<string> {
  const { kecamatan } = await readAreas();
  const rows = Array.from({ length: CENTRES }, (_, n) => {
    const area = kecamatan[n % kecamatan.length]!.code;
    return `${1_010_000 + n},Puskesmas ${n},${area.slice(0, 4)},${area}`;
  });
  return ['code,name,regency_code,district_code', ...rows].join('\n');
}

async function importPlaces(dataDir: string, file: string): Promise<number> {
  const begun = performance.now();
  const code = await ended(launch('import.ts', ['places', file, '--commit'], dataDir, 0));
  if (code !== 0) throw new Error(`The import ended with ${code}`);
  return (performance.now() - begun) / 1000;
}

/** Runs the bench, prints its table and writes bench/results/start.json. @returns whether all took less than they may. */
export async function run(): Promise<boolean> {
  const taken: Record<What, number[]> = { first: [], later: [], import: [] };
  const list = await centres();
  for (let time = 0; time < TIMES; time++) {
    const dir = await mkdtemp(path.join(tmpdir(), 'jejak-bench-'));
    await chmod(dir, 0o755); // the server does not run as root
    try {
      const file = path.join(dir, 'centres.csv');
      await writeFile(file, list);
      const data = path.join(dir, 'data');
      taken.first.push(await start(data));
      taken.later.push(await start(data));
      taken.import.push(await importPlaces(data, file));
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  }
  const rows = (Object.keys(LIMITS) as What[]).map((what) => {
    const seconds = Number(median(taken[what]).toFixed(2));
    return { what, seconds, 'limit, seconds': LIMITS[what], met: seconds < LIMITS[what] };
  });
  await report('start', rows, { taken, 'places imported': CENTRES });
  return rows.every(({ met }) => met);
}

if (isMain(import.meta.filename)) process.exitCode = (await run()) ? 0 : 1;
