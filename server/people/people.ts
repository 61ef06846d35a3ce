// All that the room of people keeps while the service runs, made once by the roof.
import type { House } from '../kernel/house.ts';
import { createAttempts, type Attempts } from './attempts.ts';
import { createAuditor, type Auditor } from './audit.ts';
import { createAuthenticator, type Authenticator } from './authenticate.ts';
import { createDeviceAuthenticator, type DeviceAuthenticator } from './device-authenticate.ts';
import { createHasher, type Hasher } from './passwords.ts';
import { openKeyRing, type KeyRing } from './tokens.ts';

export interface People {
  house: House;
  keyRing: KeyRing;
  authenticator: Authenticator;
  devices: DeviceAuthenticator;
  hasher: Hasher;
  attempts: Attempts;
  auditor: Auditor;
}

/** Opens the room: keys, revocations, limits, the audit's timer. Stop `auditor` before the database closes. */
export async function openPeople(house: House): Promise<People> {
  const keyRing = await openKeyRing(house);
  const authenticator = createAuthenticator(house, keyRing);
  await authenticator.load();
  const attempts = createAttempts(house);
  return {
    house,
    keyRing,
    authenticator,
    devices: createDeviceAuthenticator(house),
    hasher: createHasher(),
    attempts,
    auditor: createAuditor(house),
  };
}
