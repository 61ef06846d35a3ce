// 200 phones of 40 places come back after two days without a network and push 100,000 events over one that cuts, doubles
// and reorders, by clocks that are wrong. Afterwards each event has one verdict, none is lost, the audit is clean and the
// balances are those of perfect delivery. The rate of push stands beside the ledger's batches in the same run.
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'node:http';
import { createApp } from '../server/app.ts';
import type { House } from '../server/kernel/house.ts';
import { transactOneStatement } from '../server/kernel/transaction.ts';
import { audit } from '../server/ledger/audit.ts';
import { post } from '../server/ledger/post.ts';
import { systemActor } from '../server/people/scope.ts';
import { BATCHES, batch, fill, HELD, movement, place, PLACES, randomRow } from './ledger.ts';
import { makePhones, type Happened, type Phone } from './phones-queue.ts';
import { isMain, median, openGround, pour, report } from './support.ts';

const PHONE_PLACES = 40;
const PUSH = 500;
const IN_FLIGHT = 4;
const DAY_MS = 86_400_000;

const places = Array.from({ length: PHONE_PLACES }, (_, n) => place(n));
const batches = Array.from({ length: BATCHES }, (_, n) => batch(n * PLACES));

interface Answer {
  results: { id: string; verdict: string; first?: string }[];
  missingSeqs: { from: number; to: number }[];
}

type Send = (
  phone: Phone,
  events: readonly Happened[],
  cut?: 'body' | 'answer',
) => Promise<Answer | undefined>;

/** Sends a push; with `cut` the connection ends half way through the body, or before the answer is read. */
function sender(port: number, agent: Agent): Send {
  return (phone, events, cut) => {
    const body = JSON.stringify({ sentAt: new Date(Date.now() + phone.clockMs), events });
    const headers = {
      Authorization: `Bearer ${phone.token}`,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    };
    return new Promise((resolve, reject) => {
      const sent = request({ port, agent, path: '/mobile/v1/push', method: 'POST', headers }, (answer) => {
        if (cut === 'answer') {
          answer.destroy();
          return resolve(undefined);
        }
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (answer.statusCode === 200) resolve(JSON.parse(text) as Answer);
          else reject(new Error(`A push was answered ${answer.statusCode}: ${text}`));
        });
      });
      sent.on('error', (error) => (cut ? resolve(undefined) : reject(error)));
      if (cut === 'body') sent.write(body.slice(0, body.length / 2), () => sent.destroy());
      else sent.end(body);
    });
  };
}

/** Notes the verdicts of an answer. @throws Error for an event that gets a second first verdict. */
function note(verdicts: Map<string, string>, answer: Answer | undefined): void {
  for (const { id, verdict, first } of answer?.results ?? []) {
    const settled = first ?? verdict;
    const before = verdicts.get(id);
    if (before !== undefined && before !== settled) throw new Error(`${id} was ${before}, then ${settled}`);
    verdicts.set(id, settled);
  }
}

/** Sends a queue in parts over a bad network until every part was answered; some come twice, or out of order. */
async function deliver(
  send: Send,
  phone: Phone,
  verdicts: Map<string, string>,
  random: () => number,
): Promise<void> {
  const parts: Happened[][] = [];
  for (let at = 0; at < phone.queue.length; at += PUSH) parts.push(phone.queue.slice(at, at + PUSH));
  if (random() < 0.3) parts.reverse();
  for (const part of parts) {
    const luck = random();
    if (luck < 0.1) await send(phone, part, 'body');
    if (luck > 0.9) await send(phone, part, 'answer');
    const copies = luck > 0.4 && luck < 0.5 ? 2 : 1;
    const answers = await Promise.all(Array.from({ length: copies }, () => send(phone, part)));
    for (const answer of answers) note(verdicts, answer);
  }
  const again = await send(phone, parts[0]!.slice(0, 20).reverse());
  note(verdicts, again);
  if (again!.missingSeqs.length > 0) throw new Error('Numbers of a phone are missing');
}

/** How many balances are not what the queues say, however they were delivered. */
async function differences(house: House, phones: readonly Phone[]): Promise<number> {
  const sums = new Map<string, { administered: number; wasted: number }>();
  for (const { place, queue } of phones) {
    for (const { batch, kind, doses } of queue) {
      const sum = sums.get(`${place}/${batch}`) ?? { administered: 0, wasted: 0 };
      sum[kind === 'administer' ? 'administered' : 'wasted'] += doses;
      sums.set(`${place}/${batch}`, sum);
    }
  }
  const rows = await house.database.sql.rows<{
    key: string;
    available: number;
    administered: number;
    wasted: number;
  }>(
    /* sql */ `select holder_id || '/' || batch_id as key, available, administered, wasted from balance
      where holder_id = any($1::uuid[])`,
    [places],
  );
  return rows.filter(({ key, available, administered, wasted }) => {
    const sum = sums.get(key) ?? { administered: 0, wasted: 0 };
    const left = HELD - sum.administered - sum.wasted;
    return administered !== sum.administered || wasted !== sum.wasted || available !== left;
  }).length;
}

/** A balance that no phone touches. */
function otherRow(): number {
  for (;;) {
    const row = randomRow();
    if (row % PLACES >= PHONE_PLACES) return row;
  }
}

async function ledgerRate(house: House, seconds: number): Promise<number> {
  const rate = await pour(2, seconds, () => {
    const movements = Array.from({ length: PUSH }, () => movement(house, otherRow()));
    return transactOneStatement(house, systemActor, (ctx) => post(ctx, movements));
  });
  return Math.round(rate * PUSH);
}

/** Always the same luck, so that two runs can be compared. */
function luckOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** Runs the simulation; its numbers may be lowered for a quick look. */
export async function run({ count = 200, events = 100_000, seconds = 5 } = {}): Promise<boolean> {
  const { url, house, close } = await openGround();
  const agent = new Agent({ keepAlive: true });
  try {
    // What they have was there before they went offline.
    await fill({ ...house, now: () => new Date(Date.now() - 4 * DAY_MS) });
    const random = luckOf(7);
    const phones = await makePhones(house, { places, batches }, { count, events, random });
    const app = await createApp(house, { ownerUrl: url });
    await app.start();
    await new Promise<void>((resolve) => app.server.listen(0, '127.0.0.1', resolve));
    try {
      const send = sender((app.server.address() as AddressInfo).port, agent);
      const rates = [await ledgerRate(house, seconds)];
      const verdicts = new Map<string, string>();
      const waiting = [...phones];
      const begun = performance.now();
      const loop = async () => {
        for (let phone = waiting.shift(); phone; phone = waiting.shift())
          await deliver(send, phone, verdicts, random);
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, loop));
      const all = phones.reduce((sum, { queue }) => sum + queue.length, 0);
      const rate = Math.round(all / ((performance.now() - begun) / 1000));
      rates.push(await ledgerRate(house, seconds));
      await app.following.settle();
      const ledger = median(rates);
      const ratio = Number((rate / ledger).toFixed(2));
      const none = (what: string, n: number) => ({ what, 'ours/s': n, target: 0, met: n === 0 });
      const refused = [...verdicts.values()].filter((verdict) => verdict === 'refused').length;
      const rows = [
        { what: 'events pushed', 'ours/s': rate, 'ledger/s': ledger, ratio, target: 0.5, met: ratio >= 0.5 },
        none('events without a verdict', all - verdicts.size),
        none('events refused', refused),
        none('balances unlike perfect delivery', await differences(house, phones)),
        none('audit findings', (await audit(house.database.sql)).length),
      ];
      await report('phones', rows, { phones: count, events: all, places: PHONE_PLACES });
      return rows.every(({ met }) => met);
    } finally {
      agent.destroy();
      await app.stop();
    }
  } finally {
    await close();
  }
}

const [count, events, seconds] = process.argv.slice(2).map(Number);
if (isMain(import.meta.filename)) process.exitCode = (await run({ count, events, seconds })) ? 0 : 1;
