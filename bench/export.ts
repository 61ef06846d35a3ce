// 1,200,000 movements as CSV and as a workbook over HTTP, beside PostgreSQL's own COPY of the same columns; and how much
// memory the service takes for it.
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { createApp } from '../server/app.ts';
import { loadAccounts } from '../server/demo/load.ts';
import type { House } from '../server/kernel/house.ts';
import { grow, MOVEMENTS_A_BATCH, prepare } from './growth-fill.ts';
import { isMain, median, openGround, report } from './support.ts';

const ROWS = 1_200_000;
const TIMES = 5;
const LEAST_RATE = 20_000;
const MOST_MEMORY = 150;

const COPY = /* sql */ `copy (
  select j.id, p.code, j.kind, j.data->>'batch', j.data->>'doses', j.data->>'reason', j.data->>'note', j.occurred_at,
    j.recorded_at, r.reversed_by
  from journal j join place p on p.id = j.place_id left join reversal r on r.movement_id = j.id
  where cardinality(j.touched) > 0 order by p.code, j.recorded_at desc, j.id desc) to stdout (format csv, header)`;

interface Taken {
  seconds: number;
  bytes: number;
  lines: number;
  /** The most that the process held beyond what it held before, in MB. */
  memory: number;
}

async function take(stream: AsyncIterable<Buffer>): Promise<Taken> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const begun = performance.now();
  let [most, bytes, lines] = [before, 0, 0];
  for await (const part of stream) {
    bytes += part.length;
    for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) lines++;
    most = Math.max(most, process.memoryUsage.rss());
  }
  const seconds = (performance.now() - begun) / 1000;
  return { seconds, bytes, lines, memory: Math.round((most - before) / 2 ** 20) };
}

async function copyOut(url: string): Promise<Taken> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await take(client.query(copyTo(COPY)));
  } finally {
    await client.end();
  }
}

/** The service on a port of its own, with a national officer signed in. */
async function openService(house: House, ownerUrl: string) {
  await loadAccounts(house);
  const app = await createApp(house, { ownerUrl });
  await new Promise<void>((resolve) => app.server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const answer = await fetch(`${address}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'kemenkes', password: 'demo' }),
  });
  const { accessToken } = (await answer.json()) as { accessToken: string };
  const file = (format: string) =>
    new Promise<AsyncIterable<Buffer>>((resolve, reject) => {
      const path = `${address}/api/v1/movements?place=ID&deep=true&heading=false&format=${format}`;
      get(path, { headers: { authorization: `Bearer ${accessToken}` } }, (response) =>
        response.statusCode === 200 ? resolve(response) : reject(new Error(`Status ${response.statusCode}`)),
      ).once('error', reject);
    });
  return { file, stop: () => app.stop() };
}

export async function run({ rows = ROWS, times = TIMES } = {}): Promise<boolean> {
  const { house, url, close } = await openGround([
    '-c',
    'max_wal_size=8GB',
    '-c',
    'maintenance_work_mem=256MB',
  ]);
  try {
    await prepare(house);
    const batches = Math.ceil(rows / MOVEMENTS_A_BATCH);
    await grow(house, 0, batches);
    const all = batches * MOVEMENTS_A_BATCH;
    const service = await openService(house, url);
    const runs: Record<'csv' | 'xlsx' | 'copy', Taken[]> = { csv: [], xlsx: [], copy: [] };
    for (let time = 0; time <= times; time++) {
      const csv = await take(await service.file('csv'));
      if (csv.lines !== all + 1) throw new Error(`The file has ${csv.lines} lines, not ${all + 1}`);
      runs.csv.push(csv);
      runs.copy.push(await copyOut(url));
      runs.xlsx.push(await take(await service.file('xlsx')));
    }
    await service.stop();
    const rate = (name: keyof typeof runs) =>
      Math.round(all / median(runs[name].slice(1).map(({ seconds }) => seconds)));
    // The first run warms up the rates, but its memory counts.
    const memory = (name: keyof typeof runs) => Math.max(...runs[name].map((taken) => taken.memory));
    const row = (name: 'csv' | 'xlsx', least?: number) => ({
      what: name,
      rows: all,
      'rows/s': rate(name),
      'COPY rows/s': rate('copy'),
      ratio: Number((rate(name) / rate('copy')).toFixed(2)),
      'target rows/s': least,
      'memory MB more': memory(name),
      'memory target': MOST_MEMORY,
      met: rate(name) >= (least ?? 0) && memory(name) < MOST_MEMORY,
    });
    const table = [row('csv', LEAST_RATE), row('xlsx')];
    await report('export', table, { runs });
    return table.every(({ met }) => met);
  } finally {
    await close();
  }
}

if (isMain(import.meta.filename)) process.exitCode = (await run()) ? 0 : 1;
