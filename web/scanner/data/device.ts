// Who this phone is: its key pair, made here and never to leave it, its pairing, and signing what it sends.
import canonicalize from 'canonicalize';
import type { Paired, PhoneEvent } from '../wire.ts';
import { db, findDevice, REFERENCE, type Device } from './database.ts';

interface Made {
  keys: CryptoKeyPair;
  algorithm: 'Ed25519' | 'P-256';
}

/** Undefined where the browser has no WebCrypto, as over plain HTTP: the phone then does not sign. */
export async function makeKeys(): Promise<Made | undefined> {
  const { subtle } = globalThis.crypto;
  if (!subtle) return undefined;
  try {
    const keys = (await subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
    return { keys, algorithm: 'Ed25519' };
  } catch {
    const keys = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    return { keys, algorithm: 'P-256' };
  }
}

/** The public key as the service takes it: only the members that make it up. */
export async function publicKeyOf({ keys, algorithm }: Made) {
  const { x, y } = await crypto.subtle.exportKey('jwk', keys.publicKey);
  return algorithm === 'Ed25519'
    ? { kty: 'OKP' as const, crv: 'Ed25519' as const, x: x! }
    : { kty: 'EC' as const, crv: 'P-256' as const, x: x!, y: y! };
}

function base64url(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The event with its signature, over its canonical JSON (RFC 8785) without one. */
export async function signed(device: Device, event: PhoneEvent): Promise<PhoneEvent> {
  if (!device.keys) return event;
  const bare = { ...event };
  delete bare.signature;
  const bytes = new TextEncoder().encode(canonicalize(bare));
  const way = device.algorithm === 'Ed25519' ? 'Ed25519' : { name: 'ECDSA', hash: 'SHA-256' };
  bare.signature = base64url(await crypto.subtle.sign(way, device.keys.privateKey, bytes));
  return bare;
}

/**
 * Makes this phone the one that was just paired. What the same person left waiting for the same place is numbered
 * anew for this pairing, in its old order, and goes out with it; nothing else about it changes.
 */
export async function becomePaired(paired: Paired, name: string, made: Made | undefined): Promise<void> {
  const { id, token, user } = paired;
  await db.transaction('rw', [db.meta, db.queue, ...REFERENCE.map((table) => db[table])], async () => {
    const before = await findDevice();
    const device: Device = {
      key: 'device',
      id,
      token,
      name,
      user: { id: user.id, name: user.name, role: user.role },
      place: { code: user.place.code, name: user.place.name },
      seq: 0,
      pairedAt: Date.now(),
      keys: made?.keys,
      algorithm: made?.algorithm,
    };
    const left = await db.queue.where('state').anyOf('waiting', 'sending').sortBy('madeAt');
    for (const queued of left) {
      if (queued.person !== user.id || queued.place !== user.place.code) continue;
      const event = { ...queued.event, deviceSeq: ++device.seq };
      delete event.signature;
      await db.queue.update(queued.id, { device: id, state: 'waiting', event });
    }
    await db.meta.put(device);
    if (before?.place.code !== user.place.code) await forgetReference();
    else await db.meta.delete('pull');
  });
}

async function forgetReference(): Promise<void> {
  await db.meta.delete('pull');
  for (const table of REFERENCE) await db[table].clear();
}

/** Forgets who used this phone and all that was pulled; the queue stays and waits for them. */
export async function leave(): Promise<void> {
  await db.transaction('rw', [db.meta, ...REFERENCE.map((table) => db[table])], async () => {
    await db.meta.delete('device');
    await forgetReference();
  });
}
