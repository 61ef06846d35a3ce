// Where the keys of tokens come from when nobody sets them, and the small rules of limits and audit.
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { networkOf } from '../../server/people/attempts.ts';
import { subjectOf } from '../../server/people/audit.ts';
import { createHasher } from '../../server/people/passwords.ts';
import { loadTokenKeys } from '../../server/people/token-keys.ts';

describe('keys that nobody set', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = path.join(await mkdtemp(path.join(tmpdir(), 'jejak-keys-')), 'data');
  });
  afterEach(() => rm(path.dirname(dataDir), { recursive: true, force: true }));

  it('stop production, saying what to do', async () => {
    const config = { dataDir, production: true, tokenKeys: undefined };
    await expect(loadTokenKeys(config)).rejects.toThrow(
      /TOKEN_KEYS must be set in production.*openssl rand/s,
    );
  });

  it('are made once, privately, and kept over a restart and between processes', async () => {
    const config = { dataDir, production: false, tokenKeys: undefined };
    const all = await Promise.all(Array.from({ length: 8 }, () => loadTokenKeys(config)));
    const [first] = all[0]!;
    for (const [key] of all) expect(key!.secret.equals(first!.secret)).toBe(true);
    expect((await loadTokenKeys(config))[0]!.secret.equals(first!.secret)).toBe(true);
    expect(await readdir(dataDir)).toEqual(['token-keys']);
    expect((await stat(path.join(dataDir, 'token-keys'))).mode & 0o777).toBe(0o600);
    expect(await readFile(path.join(dataDir, 'token-keys'), 'utf8')).toMatch(/^local:[\w+/]{43}=\n$/);
  });
});

describe('the network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('of %s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});

describe('the subject of a request in the audit', () => {
  it.each([
    ['/api/v1/stock', '/api/v1/stock', null],
    ['/api/v1/places/:code', '/api/v1/places/3273', '3273'],
    [
      '/api/v1/a/:id/b/:code',
      '/api/v1/a/01900000-0000-7000-8000-000000000001/b/P3273',
      '01900000-0000-7000-8000-000000000001/P3273',
    ],
    ['/api/v1/labels/package/:sscc', '/api/v1/labels/package/106141412345678908', '106141412345678908'],
    ['/api/v1/places/:code', '/api/v1/places/3273010101900001', '***'],
    ['/api/v1/places/:code', '/api/v1/places/081234567890', '***'],
    ['/api/v1/places/:code', '/api/v1/places/Siti%20Aminah', '***'],
  ])('of %s at %s is %s', (pattern, where, subject) => expect(subjectOf(pattern, where)).toBe(subject));
});

describe('passwords', () => {
  const hasher = createHasher();

  it('are hashed by argon2id with the parameters of OWASP', async () => {
    expect(await hasher.hash('rahasia sekali')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('are right whichever way their letters were composed, and wrong otherwise', async () => {
    const stored = await hasher.hash('caf\u00e9 di Bandung');
    expect(await hasher.verify(stored, 'cafe\u0301 di Bandung')).toBe(true);
    expect(await hasher.verify(stored, 'cafe di Bandung')).toBe(false);
    expect(await hasher.verify(undefined, 'cafe di Bandung')).toBe(false);
  });

  it('of nobody take the time of somebody’s', async () => {
    const stored = await hasher.hash('rahasia sekali');
    const time = async (against: string | undefined) => {
      const started = performance.now();
      for (let i = 0; i < 5; i++) await hasher.verify(against, 'salah');
      return performance.now() - started;
    };
    await time(undefined);
    const [somebody, nobody] = [await time(stored), await time(undefined)];
    expect(nobody).toBeGreaterThan(somebody / 3);
  });

  it('queue up rather than run all at once, and beyond a limit are refused', async () => {
    const stored = await hasher.hash('rahasia sekali');
    const all = await Promise.allSettled(
      Array.from({ length: 230 }, () => hasher.verify(stored, 'rahasia sekali')),
    );
    const refused = all.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(28);
    expect(refused[0]!.reason).toMatchObject({ code: 'too_busy', status: 503 });
    expect(await hasher.verify(stored, 'rahasia sekali')).toBe(true);
  });
});
