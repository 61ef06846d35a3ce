// Signatures of events by the device's key: Ed25519, or ECDSA on P-256 with SHA-256, both as WebCrypto makes them. A queue
// that was changed on the phone or on its way is known by them.
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import canonicalize from 'canonicalize';
import { problems } from '../server/kernel/problem.ts';
import type { PublicKey } from './shapes.ts';

const keyOf = (jwk: object): KeyObject => createPublicKey({ key: { ...jwk }, format: 'jwk' });

/** @throws Problem validation_failed for a key that is no point of its curve. */
export function checkKey(jwk: PublicKey | undefined): void {
  if (!jwk) return;
  try {
    keyOf(jwk);
  } catch {
    const message = { id: 'Bukan kunci yang sah', en: 'Not a valid key' };
    throw problems.validation_failed({}, [{ pointer: '/publicKey', message, code: 'invalid_key' }]);
  }
}

export type Verifier = (event: Readonly<Record<string, unknown>>) => boolean;

/** Verifies events of a device; one that has no key signs nothing, so all of its events are as good as signed. */
export function verifierOf(jwk: object | undefined): Verifier {
  if (!jwk) return () => true;
  const key = keyOf(jwk);
  const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return (event) => {
    if (typeof event.signature !== 'string') return false;
    const signature = Buffer.from(event.signature, 'base64url');
    // What a device signs: the event without its signature, as canonical JSON (RFC 8785).
    const text = Buffer.from(canonicalize({ ...event, signature: undefined }) ?? '');
    return verify(algorithm, text, { key, dsaEncoding: 'ieee-p1363' }, signature);
  };
}
