// Keeps registrants' personal data: a keyed hash to find a person by NIK, and one AES-256-GCM envelope for all of it
// (one, because making a cipher is most of what an envelope costs, and a booking makes one).
// Both keys come from one secret by HKDF (RFC 5869), so neither tells anything of the other.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../kernel/config.ts';
import type { Person } from './registrant.ts';

/** A registrant as the database keeps it. */
export interface SealedPerson {
  nikHash: Buffer;
  /** Version, key id, nonce, the person as JSON encrypted, tag. */
  cipher: Buffer;
}

export interface Vault {
  /** HMAC-SHA-256 of a NIK: equal for equal numbers, useless without the key. */
  hashOf(nik: string): Buffer;
  seal(person: Person): SealedPerson;
  /** @throws Error when the key is another one, or an envelope was altered or moved to another person. */
  open(sealed: SealedPerson): Person;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const NONCES_AT_ONCE = 256;
const TAG_BYTES = 16;
const KEY_ID_BYTES = 4;
const VERSION = 1;
const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

function derive(secret: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'jejak-registrant', purpose, KEY_BYTES));
}

/** Makes the vault of a secret of 32 bytes. */
export function createVault(secret: Buffer): Vault {
  if (secret.length !== KEY_BYTES) throw new Error('REGISTRANT_KEY must be 32 bytes in base64');
  const hashKey = createSecretKey(derive(secret, 'nik-hash'));
  const rawKey = derive(secret, 'encryption');
  const key: KeyObject = createSecretKey(rawKey);
  const head = Buffer.concat([
    Buffer.from([VERSION]),
    createHash('sha256').update(rawKey).digest().subarray(0, KEY_ID_BYTES),
  ]);

  // Random bytes cost per call, not per byte: nonces are drawn many at a time, each used once.
  let nonces = Buffer.alloc(0);
  const newNonce = () => {
    if (nonces.length === 0) nonces = randomBytes(NONCE_BYTES * NONCES_AT_ONCE);
    const nonce = nonces.subarray(0, NONCE_BYTES);
    nonces = nonces.subarray(NONCE_BYTES);
    return nonce;
  };

  const hashOf = (nik: string) => createHmac('sha256', hashKey).update(nik).digest();

  return {
    hashOf,
    seal({ nik, name, birthDate, phone }) {
      const nikHash = hashOf(nik);
      const nonce = newNonce();
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      // Bound to its person: moved to another, it does not open.
      cipher.setAAD(nikHash);
      const text = cipher.update(JSON.stringify({ nik, name, birthDate, phone }), 'utf8');
      return { nikHash, cipher: Buffer.concat([head, nonce, text, cipher.final(), cipher.getAuthTag()]) };
    },
    open({ nikHash, cipher: envelope }) {
      if (!envelope.subarray(0, head.length).equals(head)) {
        throw new Error('A registrant was sealed with another REGISTRANT_KEY');
      }
      const decipher = createDecipheriv('aes-256-gcm', key, envelope.subarray(head.length, HEAD_BYTES));
      decipher.setAAD(nikHash);
      decipher.setAuthTag(envelope.subarray(-TAG_BYTES));
      const text = decipher.update(envelope.subarray(HEAD_BYTES, -TAG_BYTES));
      return JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8')) as Person;
    },
  };
}

/** The key that a service without a configured one keeps beside its data, made at the first need. */
async function keptKey(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'registrant.key');
  await mkdir(dataDir, { recursive: true });
  try {
    const fresh = randomBytes(KEY_BYTES).toString('base64');
    await writeFile(file, `${fresh}\n`, { mode: 0o600, flag: 'wx' });
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readFile(file, 'utf8')).trim();
  }
}

/**
 * Opens the vault with the configured key; outside production a key is made and kept when none is configured.
 * @throws Error in production without REGISTRANT_KEY, and for a key that is not 32 bytes in base64.
 */
export async function openVault(
  config: Pick<Config, 'registrantKey' | 'production' | 'dataDir'>,
): Promise<Vault> {
  if (!config.registrantKey && config.production) {
    throw new Error(
      'REGISTRANT_KEY is not set. Make one with: openssl rand -base64 32. Keep it safe: without it no registrant can be read.',
    );
  }
  const key = config.registrantKey ?? (await keptKey(config.dataDir));
  return createVault(Buffer.from(key, 'base64'));
}
