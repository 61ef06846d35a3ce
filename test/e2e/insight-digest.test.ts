// The daily mail over a real SMTP server: once a day for each person who asked, at their local hour, in their language,
// with several processes at it; refused mails are tried again, and not for ever.
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sendDigests } from '../../server/insight/digest.ts';
import { transact } from '../../server/kernel/transaction.ts';
import { systemActor } from '../../server/people/scope.ts';
import { createDirectory, type Directory } from '../../server/places/directory.ts';
import { openTasks } from '../../server/tasks/tasks.ts';
import { expectInvariants } from '../support/invariants.ts';
import { CENTRE, openDistrict, type Body, type District } from './insight-support.ts';

let t: District;
let directory: Directory;
let smtp: SMTPServer;
let inbox: ParsedMail[] = [];
/** How many mails the server refuses before it takes one. */
let refuses = 0;

beforeAll(async () => {
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _, done) {
      void simpleParser(stream).then((mail) => {
        if (refuses-- > 0) return done(Object.assign(new Error('mailbox busy'), { responseCode: 450 }));
        inbox.push(mail);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.server.address() as AddressInfo;
  t = await openDistrict('2026-11-24T03:00:00Z');
  Object.assign(t.house.config, {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    mailFrom: 'Jejak Vaksin <jejak@example.go.id>',
  });
  directory = await createDirectory(t.house);
  const data = { product: '<b>BCG</b>', onHand: 3, minimum: 5, inbound: 0 };
  const at = (code: string) => directory.byCode(code)!.id;
  await transact(t.house, systemActor, (ctx) =>
    openTasks(ctx, [
      { kind: 'below_minimum', placeId: at(CENTRE), subjectId: t.id(), data },
      { kind: 'reconcile', placeId: at('3273'), causeId: t.id() },
    ]),
  );
});
beforeEach(() => {
  inbox = [];
  refuses = 0;
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

const send = () => sendDigests(t.house, systemActor, directory);
const ask = async (username: string, change: Body = {}) =>
  (await t.as(username)).put('/api/v1/me/notifications', {
    id: t.id(),
    email: `${username}@example.go.id`,
    digest: true,
    language: 'id',
    ...change,
  });
const outcomes = () =>
  t.house.database.sql.rows<Body>(
    'select a.username, m.outcome, m.attempts from digest_mail m join account a on a.id = m.account_id order by 1, m.day',
  );

describe('asking for it', () => {
  it('is off at first, and kept as asked', async () => {
    const path = '/api/v1/me/notifications';
    const centre = `pkm.${CENTRE.toLowerCase()}`;
    expect(await t.get(centre, path)).toEqual({ email: null, digest: false, language: 'id' });
    expect((await ask(centre)).status).toBe(200);
    expect((await ask('dinkes.3273', { language: 'en' })).status).toBe(200);
    expect(await t.get(centre, path)).toMatchObject({ digest: true, language: 'id' });
  });

  it('needs an address that is one', async () => {
    for (const email of [null, 'x', 'a@b', 'a@b.id\r\nBcc: c@d.id', 'a@b.id, c@d.id'])
      expect((await ask('kemenkes', { email })).status).toBe(422);
    const client = await t.asClient();
    expect((await client.get('/api/v1/me/notifications')).status).toBe(403);
  });
});

describe('the mail', () => {
  it('comes at the local hour, once, however many processes send', async () => {
    t.clock.set('2026-11-24T22:59:00Z'); // a minute to six in Bandung
    expect(await send()).toBe(0);
    t.clock.set('2026-11-24T23:00:00Z');
    const counts = await Promise.all([send(), send(), send()]);
    expect(counts.reduce((a, b) => a + b)).toBe(2);
    expect(await send()).toBe(0);
    expect(inbox).toHaveLength(2);
  });

  it('speaks the language of the person, of their own place first, then of what is below', async () => {
    t.clock.set('2026-11-25T23:30:00Z');
    expect(await send()).toBe(2);
    const to = (name: string) => inbox.find((mail) => [mail.to].flat()[0]!.text.includes(name))!;
    const centre = to('pkm.');
    expect(centre.subject).toMatch(/^1 tugas di .*, 26 November 2026$/);
    expect(centre.text).toContain('<b>BCG</b>: 3 dosis, minimum 5, dalam perjalanan 0');
    expect(centre.html).toContain('&#60;b&#62;BCG');
    expect(centre.messageId).toContain('2026-11-26@example.go.id');
    const district = to('dinkes.');
    expect(district.text).toContain('Unexplained doses (1)');
    expect(district.text).toContain('Stock below minimum: 1');
  });

  it('is tried again when it was refused, after a pause, and given up after the third time', async () => {
    t.clock.set('2026-11-26T23:30:00Z');
    refuses = 1;
    expect(await send()).toBe(1);
    expect(await send()).toBe(0);
    t.clock.advance(11 * 60_000);
    expect(await send()).toBe(1);
    t.clock.set('2026-11-27T23:30:00Z');
    refuses = 1000;
    for (let round = 0; round < 5; round++) {
      expect(await send()).toBe(0);
      t.clock.advance(11 * 60_000);
    }
    expect((await outcomes()).slice(-1)).toMatchObject([{ outcome: 'failed', attempts: 3 }]);
  });

  it('does not come twice after a crash, nor when there is nothing to tell or the account is locked', async () => {
    t.clock.set('2026-11-28T23:30:00Z');
    await t.house.database.sql.run(
      /* sql */ `insert into digest_mail select id, '2026-11-29', $1, 1, 'claimed' from account where digest
        and username like 'pkm.%'`,
      [t.house.now()],
    );
    await ask('gudang.32');
    await t.house.database.sql.run(`update account set status = 'locked' where username = 'dinkes.3273'`);
    await ask('gudang.91');
    expect(await send()).toBe(1); // gudang.32 hears of what is open below it
    const last = (await outcomes()).filter(({ username }) => username.startsWith('gudang.'));
    expect(last.map(({ username, outcome }) => [username, outcome])).toEqual([
      ['gudang.32', 'sent'],
      ['gudang.91', 'nothing'],
    ]);
    expect(inbox).toHaveLength(1);
  });
});
