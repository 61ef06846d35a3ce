// What is out of use: vial monitors at C or D, quarantine with its reason, release by an officer alone, and destruction
// before witnesses under an official record that is used once.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import { openStore, PLACE, type Store } from './store-support.ts';

let t: Store;
beforeAll(async () => {
  t = await openStore();
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const move = (who: 'staff' | 'officer', body: object) =>
  t.call(t[who], '/api/v1/movements', { place: PLACE, ...body });
const check = (body: object) => t.call(t.staff, '/api/v1/vvm-checks', { place: PLACE, ...body });
const witnesses = [
  { name: 'Siti', position: 'Kepala puskesmas' },
  { name: 'Budi', position: 'Petugas gudang' },
];
let records = 0;
const destroy = (lines: object[], more: object = {}) =>
  t.call(t.staff, '/api/v1/destructions', {
    place: PLACE,
    lines,
    beritaAcara: `BA/${++records}/2026`,
    witnesses,
    method: 'incineration',
    ...more,
  });

it('monitors at A or B are noted; at C or D the doses are in quarantine at once, with a task', async () => {
  const batch = await t.stocked('MR', 40);
  expect((await check({ batch, doses: 40, stage: 'B' })).body).toMatchObject({ quarantined: false });
  expect(await t.balance(batch)).toMatchObject({ available: 40, quarantined: 0 });
  const { status, body } = await check({ batch, doses: 10, stage: 'C', note: 'kulkas mati' });
  expect([status, body.quarantined]).toEqual([201, true]);
  expect(await t.balance(batch)).toMatchObject({ available: 30, quarantined: 10 });
  const tasks = await t.get(t.staff, `/api/v1/tasks?place=${PLACE}&kind=vvm_unusable&open=true`);
  expect(tasks.body.items).toMatchObject([{ batch, document: body.id }]);
  const checks = await t.get(t.staff, `/api/v1/vvm-checks?place=${PLACE}`);
  expect(checks.body.items.map(({ stage }) => stage)).toEqual(['C', 'B']);
  const holds = await t.get(t.officer, `/api/v1/holds?place=${PLACE}`);
  expect(holds.body.items).toMatchObject([
    { batch: { id: batch }, quarantined: 10, how: 'vvm.quarantined', reason: 'vvm', note: 'kulkas mati' },
  ]);
  expect(holds.body.items[0]!.by).toMatch(/^Petugas/);
  const more = await check({ batch, doses: 35, stage: 'D' });
  expect(more.body.warnings).toMatchObject([{ code: 'unexplained_doses', doses: 5 }]);
  expect(await t.balance(batch)).toMatchObject({ available: 0, quarantined: 45, unexplained: -5 });
  for (const wrong of [{ stage: 'E' }, { doses: 0 }, { doses: 1.5 }])
    expect((await check({ batch, doses: 1, stage: 'A', ...wrong })).body.code).toBe('validation_failed');
});

it('quarantine has its reason; only an officer releases, and gives no doses', async () => {
  const batch = await t.stocked('TD', 20);
  expect((await move('staff', { kind: 'quarantine', batch, doses: 5 })).body.code).toBe('validation_failed');
  await move('staff', { kind: 'quarantine', batch, doses: 5, reason: 'excursion' });
  const staff = await move('staff', { kind: 'release', batch, doses: 5 });
  expect([staff.status, staff.body.code]).toEqual([403, 'forbidden']);
  expect((await move('officer', { kind: 'administer', batch, doses: 1 })).status).toBe(403);
  expect((await move('officer', { kind: 'release', batch, doses: 5 })).status).toBe(201);
  expect(await t.balance(batch)).toMatchObject({ available: 20, quarantined: 0 });
});

it('destroys what is in quarantine, and of the shelf only what may not be used', async () => {
  const batch = await t.stocked('BCG', 60);
  await move('staff', { kind: 'quarantine', batch, doses: 20, reason: 'frozen' });
  const usable = await destroy([{ batch, doses: 40 }]);
  expect([usable.status, usable.body.code, usable.body.quarantined]).toEqual([409, 'not_destroyable', 20]);
  const { status, body } = await destroy([{ batch, doses: 20 }]);
  expect([status, body.doses, body.witnesses]).toEqual([201, 20, witnesses]);
  expect(await t.balance(batch)).toMatchObject({ available: 40, quarantined: 0, destroyed: 20 });
  const kemenkes = await t.as('kemenkes');
  await t.call(kemenkes, `/api/v1/batches/${batch}/recall`, { reason: 'uji' });
  expect((await destroy([{ batch, doses: 41 }])).body.code).toBe('insufficient_stock');
  expect((await destroy([{ batch, doses: 40 }])).body.lines).toMatchObject([
    { quarantined: 0, available: 40 },
  ]);
  const list = await t.get(t.officer, '/api/v1/destructions');
  expect(list.body.items.map(({ doses }) => doses)).toEqual([40, 20]);
  const journal = await t.house.database.sql.rows(`select from journal where data::text like '%Siti%'`);
  expect(journal).toEqual([]);
});

it('keeps the signed record with it: both, or neither; sent again, once', async () => {
  const batch = await t.stocked('IPV', 30);
  await move('staff', { kind: 'quarantine', batch, doses: 30, reason: 'damaged' });
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n').toString('base64');
  const attachment = { id: t.id(), content: pdf, note: 'ditandatangani' };
  const line = [{ batch, doses: 10 }];
  const html = Buffer.from('<html>not a picture</html>').toString('base64');
  const refused = await destroy(line, { attachment: { ...attachment, content: html } });
  expect([refused.status, refused.body.code]).toEqual([422, 'attachment_type_refused']);
  const broken = await destroy([{ batch, doses: 31 }], { attachment });
  expect([broken.status, broken.body.code]).toEqual([409, 'insufficient_stock']);
  const said = { id: t.id(), beritaAcara: 'BA/PINDAI/2026', attachment };
  const made = await destroy(line, said);
  expect([made.status, made.body.doses, made.replayed]).toEqual([201, 10, undefined]);
  const again = await destroy(line, said);
  expect([again.status, again.body, again.replayed]).toEqual([201, made.body, 'true']);
  const { body } = await t.get(t.officer, `/api/v1/attachments?document=${said.id}`);
  expect(body.items).toMatchObject([
    { id: attachment.id, mediaType: 'application/pdf', note: 'ditandatangani' },
  ]);
  expect(await t.balance(batch)).toMatchObject({ quarantined: 20, destroyed: 10 });
});

it('needs two witnesses and a number of its own', async () => {
  const batch = await t.stocked('IPV', 30);
  await move('staff', { kind: 'quarantine', batch, doses: 30, reason: 'damaged' });
  const line = [{ batch, doses: 10 }];
  const wrong = [
    { witnesses: witnesses.slice(1) },
    { beritaAcara: ' ' },
    { beritaAcara: undefined },
    { method: 'x' },
  ];
  for (const more of wrong) expect((await destroy(line, more)).body.code).toBe('validation_failed');
  expect((await destroy([...line, ...line])).body.code).toBe('batch_twice');
  const number = { beritaAcara: 'BA/SAMA/2026' };
  const both = await Promise.all([destroy(line, number), destroy(line, number)]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(both.find(({ status }) => status === 409)!.body.code).toBe('berita_acara_used');
  expect(await t.balance(batch)).toMatchObject({ quarantined: 20, destroyed: 10 });
  const twice = await Promise.all([destroy([{ batch, doses: 15 }]), destroy([{ batch, doses: 15 }])]);
  expect(twice.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(await t.balance(batch)).toMatchObject({ quarantined: 5, destroyed: 25 });
});
