// Passwords: argon2id with OWASP's parameters, few at a time, so that a rush of sign-ins cannot starve the service.
// A user who does not exist costs the same time as a wrong password.
import { hash, verify, type Options } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import { problems } from '../kernel/problem.ts';

/** OWASP Password Storage Cheat Sheet: argon2id (the library's default) with m=19456, t=2, p=1. */
const PARAMETERS: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 2;
const WAITING = 200;

export const PASSWORD_MINIMUM = 12;
export const PASSWORD_MAXIMUM = 200;

export interface Hasher {
  hash(password: string): Promise<string>;
  /** Whether the password is the one of `stored`; without `stored` it takes the same time and says no. */
  verify(stored: string | undefined, password: string): Promise<boolean>;
}

/** Lets `atOnce` calls run and `waiting` more wait; those beyond are refused. */
function createGate(atOnce: number, waiting: number) {
  const queue: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw problems.too_busy({}, undefined, { 'Retry-After': '5' });
      await new Promise<void>((resolve) => queue.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      // The place is handed on, not given back, so that nobody slips in between.
      if (next) next();
      else running--;
    }
  };
}

/** The same letters typed on different keyboards are the same password (NIST SP 800-63B). */
const normal = (password: string) => password.normalize('NFKC');

/** Makes the hasher of this process. */
export function createHasher(): Hasher {
  const gate = createGate(AT_ONCE, WAITING);
  let nobodys: Promise<string> | undefined;
  return {
    hash: (password) => gate(() => hash(normal(password), PARAMETERS)),
    async verify(stored, password) {
      nobodys ??= hash(randomBytes(32).toString('base64'), PARAMETERS);
      const against = stored ?? (await nobodys);
      const right = await gate(() => verify(against, normal(password)));
      return right && stored !== undefined;
    },
  };
}
