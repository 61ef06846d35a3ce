// Identity numbers, masks, codes, states and the vault: the small rules that people's data rests on.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../server/kernel/problem.ts';
import { validate } from '../../server/kernel/validate.ts';
import { newCodes, readCode } from '../../server/schedule/code.ts';
import { agrees, faultOfNik, mask, maskName, Registrant } from '../../server/schedule/registrant.ts';
import { slotTimes } from '../../server/schedule/sessions.ts';
import { nextStatus, STATUSES, type Act, type Status } from '../../server/schedule/statuses.ts';
import { createVault, openVault } from '../../server/schedule/vault.ts';
import { ticketCode, ticketText } from '../../server/schedule/views.ts';

const BUDI = {
  nik: '3273011503900001',
  name: 'Budi Santoso',
  birthDate: '1990-03-15',
  phone: '+6281234567890',
};

/** Pointers and codes of what is wrong with a registrant. */
function faults(change: object): string[] {
  try {
    validate(Registrant, { ...BUDI, ...change }, '/registrant');
    return [];
  } catch (error) {
    return ((error as Problem).errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
  }
}

describe('identity numbers', () => {
  it('takes a NIK whose date agrees, a woman’s day 40 more', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ nik: '3273015503900001' })).toEqual([]);
    expect(agrees('3273016902000001', '2000-02-29')).toBe(true);
    expect(agrees('3273015503900001', '1990-03-16')).toBe(false);
  });

  it.each([
    ['3273011503900', '/registrant/nik invalid_format'],
    ['32730115039000０1', '/registrant/nik invalid_format'],
    ['0973011503900001', '/registrant/nik nik_area'],
    ['3200011503900001', '/registrant/nik nik_area'],
    ['3273013002900001', '/registrant/nik nik_date'],
    ['3273017202900001', '/registrant/nik nik_date'],
    ['3273011513900001', '/registrant/nik nik_date'],
    ['3273011503900000', '/registrant/nik nik_serial'],
    ['3273011603900001', '/registrant/nik nik_birth_date_mismatch'],
  ])('refuses %s', (nik, fault) => {
    expect(faults({ nik })).toEqual([fault]);
  });

  it('knows the leap day of either century only', () => {
    expect(faultOfNik('3273012902000001')).toBeUndefined();
    expect(faultOfNik('3273012902010001')).toBe('nik_date');
  });

  it('reads phones as dialled in Indonesia and refuses what is none, and unknown fields', () => {
    const read = validate(Registrant, { ...BUDI, phone: '0812-3456-7890' }, '');
    expect(read!.phone).toBe('+6281234567890');
    for (const phone of ['12345', 'call 081234567890', '081234567890 or 081234567891'])
      expect(faults({ phone }), phone).toEqual(['/registrant/phone phone_invalid']);
    expect(faults({ email: 'x' })).toEqual(['/registrant/email unrecognized_keys']);
  });

  it('repeats nothing of what was sent when it refuses', () => {
    try {
      validate(Registrant, { ...BUDI, nik: '3273011603900001', phone: '99999' }, '/registrant');
      expect.unreachable();
    } catch (error) {
      const told = JSON.stringify((error as Problem).toBody('en'));
      expect(told).not.toMatch(/327301|99999|Budi/);
    }
  });
});

describe('masks and codes', () => {
  it('shows initials, four digits, a year and three digits', () => {
    expect(mask(BUDI)).toEqual({
      nik: '************0001',
      name: 'B*** S***',
      birthYear: '1990',
      phone: '***********890',
    });
    expect(maskName('  A  ')).toBe('A***');
  });

  it('makes codes without letters that look alike, and reads them as people type them', () => {
    for (const code of newCodes(200)) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(new Set(newCodes(200)).size).toBe(200);
    expect(readCode('k7q2-moxi')).toBe('K7Q2M0X1');
    expect(ticketCode(ticketText('K7Q2M0X1'))).toBe('K7Q2M0X1');
    expect(ticketCode('https://id.gs1.org/01/09520001000010')).toBeUndefined();
  });
});

describe('states', () => {
  const allowed: Record<Act, Partial<Record<Status, Status>>> = {
    reschedule: { confirmed: 'confirmed' },
    cancel: { confirmed: 'cancelled', checked_in: 'cancelled' },
    check_in: { confirmed: 'checked_in' },
    administer: { confirmed: 'administered', checked_in: 'administered' },
    no_show: { confirmed: 'no_show' },
  };

  it.each(Object.entries(allowed))('%s leads where it may and nowhere else', (act, ways) => {
    for (const status of STATUSES) {
      const lead = () => nextStatus(act as Act, status);
      if (ways[status]) expect(lead()).toBe(ways[status]);
      else expect(lead).toThrowError(expect.objectContaining({ code: `already_${status}` }));
    }
  });
});

describe('slots of a session', () => {
  const times = { date: '2026-03-02', start: '08:00', end: '10:10', slotMinutes: 30 };

  it('are whole and in the time zone of the place', () => {
    const slots = slotTimes(times, 'Asia/Jayapura');
    expect(slots).toHaveLength(4);
    expect(slots[0]!.startsAt.toISOString()).toBe('2026-03-01T23:00:00.000Z');
    expect(slots[3]!.endsAt.toISOString()).toBe('2026-03-02T01:00:00.000Z');
    expect(slotTimes({ ...times, slotMinutes: 131 }, 'Asia/Jakarta')).toEqual([]);
  });
});

describe('the vault', () => {
  const vault = createVault(Buffer.alloc(32, 1));

  it('opens what it sealed, seals alike never twice, finds alike always', () => {
    const [one, two] = [vault.seal(BUDI), vault.seal(BUDI)];
    expect(vault.open(one)).toEqual(BUDI);
    expect(one.cipher.equals(two.cipher)).toBe(false);
    expect(one.nikHash.equals(two.nikHash)).toBe(true);
    expect(one.nikHash.equals(createVault(Buffer.alloc(32, 2)).hashOf(BUDI.nik))).toBe(false);
  });

  it('refuses what was altered, moved to another person, or sealed with another key', () => {
    const sealed = vault.seal(BUDI);
    const altered = Buffer.from(sealed.cipher);
    altered[altered.length - 20]! ^= 1;
    expect(() => vault.open({ ...sealed, cipher: altered })).toThrow();
    const other = vault.seal({ ...BUDI, nik: '3273011503900002' });
    expect(() => vault.open({ ...sealed, cipher: other.cipher })).toThrow();
    expect(() => createVault(Buffer.alloc(32, 2)).open(sealed)).toThrow(/another REGISTRANT_KEY/);
  });

  it('keeps a key of its own outside production, readable by its owner only, and demands one in production', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'jejak-vault-'));
    try {
      const config = { registrantKey: undefined, production: false, dataDir };
      const sealed = (await openVault(config)).seal(BUDI);
      expect((await openVault(config)).open(sealed)).toEqual(BUDI);
      expect((await stat(path.join(dataDir, 'registrant.key'))).mode & 0o777).toBe(0o600);
      await expect(openVault({ ...config, production: true })).rejects.toThrow(/REGISTRANT_KEY is not set/);
      await expect(openVault({ ...config, registrantKey: 'c2hvcnQ=' })).rejects.toThrow(/32 bytes/);
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });
});
