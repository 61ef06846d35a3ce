// The main job, told on real codes: a batch travels from Bio Farma to a puskesmas by scans, its doses become
// appointments, one person is vaccinated, and the batch is recalled.
import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { realClock } from '../kernel/house.ts';
import { decodePicture } from './decode.ts';
import { signIn, signInClient, watch, type Body, type Caller, type Cast, type Watcher } from './client.ts';
import { bookUntilRefused, cancelAffected, openSession, vaccinateOne } from './play-session.ts';
import { begin, expectThat, tell, until } from './teller.ts';

const PROVINCE = '32';
const DISTRICT = '3273';
/** A health centre that the opening story leaves without stock, so that every dose there is this story's. */
const CENTRE = 'P32730401';

async function gather(base: string): Promise<Cast> {
  begin('The people of the story sign in');
  const [biofarma, kemenkes, province, district, centre, officer] = await Promise.all(
    [
      'biofarma',
      'kemenkes',
      `gudang.${PROVINCE}`,
      `gudang.${DISTRICT}`,
      `pkm.${CENTRE}`,
      `dinkes.${PROVINCE}`,
    ].map((username) => signIn(base, username)),
  );
  const chatbot = await signInClient(base);
  tell('Bio Farma, Kemenkes, the province, the district, the puskesmas and the booking chatbot');
  return {
    base,
    biofarma: biofarma!,
    kemenkes: kemenkes!,
    province: province!,
    district: district!,
    centre: centre!,
    officer: officer!,
    chatbot,
  };
}

interface Registered {
  batch: Body;
  product: Body;
  label: string;
}

/** Bio Farma registers a batch and prints its label; the label is read back from its picture. */
async function registerBatch({ biofarma }: Cast): Promise<Registered> {
  begin('Bio Farma registers a batch and prints its label');
  const products = (await biofarma.get('/api/v1/products?limit=1000')).body.items as Body[];
  const product = products.find((item) => item.code === 'COV-BIO');
  expectThat(product, 'the product COV-BIO is in the catalogue');
  const lot = `DEMO-${randomBytes(4).toString('hex').toUpperCase()}`;
  const expiry = new Date(realClock().getTime() + 300 * 86_400_000).toISOString().slice(0, 10);
  const answer = await biofarma.post('/api/v1/batches', {
    id: uuidv7(),
    gtin: product.gtin,
    lot,
    expiry,
    doses: 1000,
  });
  expectThat(answer.status === 201, 'the batch is registered', answer.body);
  tell(`1,000 doses of ${product.name}, lot ${lot}, expiry ${expiry}`);
  const picture = await biofarma.picture(`/api/v1/labels/batch/${answer.body.id}?format=png`);
  const code = await decodePicture(picture);
  const scan = await biofarma.post('/api/v1/scans', { raw: code.text, symbology: code.symbology });
  expectThat(scan.status === 200 && scan.body.kind === 'batch', 'the label reads as a batch', scan.body);
  expectThat(
    scan.body.batch?.id === answer.body.id && scan.body.elements.lot === lot,
    'it is this batch',
    scan.body,
  );
  tell(
    `the label's picture (${picture.length} bytes) reads as lot ${scan.body.elements.lot}, expiry ${scan.body.elements.expiry}`,
  );
  return { batch: answer.body, product, label: code.text };
}

interface Hop {
  from: string;
  to: string;
  sender: Caller;
  receiver: Caller;
  doses: number;
  broken?: number;
}

/** One shipment: made by scanning the label, sent, its package scanned on arrival, received line by line. */
async function ship(hop: Hop, { label, batch }: Registered, watcher: Watcher): Promise<void> {
  const { sender, receiver, doses, broken = 0 } = hop;
  const draft = await sender.post('/api/v1/shipments', {
    id: uuidv7(),
    from: hop.from,
    to: hop.to,
    lines: [{ scan: label, doses }],
  });
  expectThat(draft.status === 201 && draft.body.status === 'draft', 'the shipment is drafted', draft.body);
  const id = draft.body.id as string;
  const sent = await sender.post(`/api/v1/shipments/${id}/dispatch`, {});
  expectThat(sent.body?.status === 'in_transit', 'the shipment leaves', sent.body);
  tell(`${hop.from} sends ${doses} doses to ${hop.to}: ${draft.body.code}, package ${draft.body.sscc}`);
  const package_ = await decodePicture(
    await sender.picture(`/api/v1/labels/package/${draft.body.sscc}?format=png`),
  );
  const scan = await receiver.post('/api/v1/scans', { raw: package_.text, symbology: package_.symbology });
  expectThat(
    scan.body.kind === 'package' && scan.body.elements.sscc === draft.body.sscc,
    'the package is scanned',
    scan.body,
  );
  const rejected = broken ? [{ doses: broken, reason: 'broken' }] : [];
  const received = await receiver.post(`/api/v1/shipments/${id}/receive`, {
    id: uuidv7(),
    lines: [{ scan: label, accepted: doses - broken, rejected }],
  });
  const status = broken ? 'received_with_discrepancy' : 'received';
  expectThat(received.body?.status === status, `the shipment is ${status}`, received.body);
  tell(
    `${hop.to} receives ${doses - broken} doses${broken ? ` and rejects ${broken}: one vial is broken` : ''}`,
  );
  const seen = ({ name, body }: Watcher['events'][number]) =>
    name === 'balance' && body.place === hop.to && body.batch === batch.id && body.onHand >= doses - broken;
  const event = await until(() => watcher.events.find(seen), `the socket shows the receipt at ${hop.to}`);
  tell(
    `the officer's live socket shows it: ${hop.to} has ${event.body.onHand} on hand (seq ${event.body.seq})`,
  );
}

async function travel(cast: Cast, registered: Registered, watcher: Watcher): Promise<void> {
  begin('The batch travels by scans: Bio Farma, province, district, puskesmas');
  const { biofarma, province, district, centre } = cast;
  const hops: Hop[] = [
    { from: 'BIOFARMA', to: PROVINCE, sender: biofarma, receiver: province, doses: 500, broken: 10 },
    { from: PROVINCE, to: DISTRICT, sender: province, receiver: district, doses: 200 },
    { from: DISTRICT, to: CENTRE, sender: district, receiver: centre, doses: 40 },
  ];
  for (const hop of hops) await ship(hop, registered, watcher);
  const tooMuch = await district.post('/api/v1/shipments', {
    id: uuidv7(),
    from: DISTRICT,
    to: CENTRE,
    lines: [{ batch: registered.batch.id, doses: 161 }],
  });
  const refused = await district.post(`/api/v1/shipments/${tooMuch.body.id}/dispatch`, {});
  expectThat(
    refused.status === 409 && refused.body.code === 'insufficient_stock',
    'more than there is stays',
    refused.body,
  );
  tell(`the district cannot send 161 of its 160: "${refused.body.detail}"`);
}

/** Kemenkes recalls the batch: holders, tasks and affected appointments are listed. */
async function recall(cast: Cast, { batch }: Registered, watcher: Watcher): Promise<void> {
  begin('Kemenkes recalls the batch');
  const { kemenkes, district } = cast;
  const answer = await kemenkes.post(`/api/v1/batches/${batch.id}/recall`, {
    id: uuidv7(),
    reason: 'demo recall',
  });
  expectThat(
    answer.status === 200 && answer.body.status === 'recalled',
    'the batch is recalled',
    answer.body,
  );
  const trace = (await kemenkes.get(`/api/v1/batches/${batch.id}/trace`)).body;
  const { manufactured, ...rest } = trace.totals as Record<string, number>;
  const sum = Object.values(rest).reduce((a, b) => a + b, 0);
  expectThat(manufactured === 1000 && sum === 1000, 'the totals add up to what was made', trace.totals);
  tell(
    `1,000 made = ${Object.entries(rest)
      .filter(([, n]) => n !== 0)
      .map(([name, n]) => `${n} ${name}`)
      .join(' + ')}`,
  );
  const holders = (trace.holders as Body[]).map((holder) => holder.place?.code);
  for (const code of ['BIOFARMA', PROVINCE, DISTRICT, CENTRE])
    expectThat(holders.includes(code), `${code} holds it`, holders);
  tell(`holders: ${holders.join(', ')}`);
  const tasks = (await district.get(`/api/v1/tasks?place=${DISTRICT}&open=true&limit=1000`)).body
    .items as Body[];
  expectThat(
    tasks.some((task) => task.batch?.id === batch.id || task.batch === batch.id),
    'the district must acknowledge',
    tasks,
  );
  tell('each of them has a task to acknowledge');
  const affected = (await kemenkes.get(`/api/v1/batches/${batch.id}/affected`)).body;
  expectThat(
    affected.appointments.length > 0 && affected.vaccinated.length === 1,
    'people affected are listed',
    affected,
  );
  tell(`${affected.appointments.length} appointments have lost their dose; 1 person was vaccinated with it`);
  await cancelAffected(cast, affected.appointments as Body[]);
  await until(
    () => watcher.events.find(({ name, body }) => name === 'alert' && body.batch === batch.id),
    'an alert arrives',
  );
  tell("the officer's socket shows the alert");
  const refused = await district.post('/api/v1/shipments', {
    id: uuidv7(),
    from: DISTRICT,
    to: CENTRE,
    lines: [{ batch: batch.id, doses: 10 }],
  });
  const sent =
    refused.status === 201
      ? await district.post(`/api/v1/shipments/${refused.body.id}/dispatch`, {})
      : refused;
  expectThat(
    sent.status === 409 && sent.body.code === 'batch_recalled',
    'a recalled batch cannot be sent',
    sent.body,
  );
  tell(`and nobody can send it on: "${sent.body.detail}"`);
}

/** Plays the whole story. @throws Untrue with the first sentence that is not so. */
export async function playStory(base: string): Promise<void> {
  const cast = await gather(base);
  const watcher = await watch(base, cast.officer, PROVINCE);
  try {
    const registered = await registerBatch(cast);
    await travel(cast, registered, watcher);
    const session = await openSession(cast, registered.product, CENTRE);
    const bookings = await bookUntilRefused(cast, session);
    await vaccinateOne(cast, registered, bookings[0]!, CENTRE);
    await recall(cast, registered, watcher);
  } finally {
    watcher.close();
  }
}
