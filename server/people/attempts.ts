// How often one may try to sign in, per account and per address, counted in PostgreSQL so that all processes share it.
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { poolOf } from '../kernel/database.ts';
import type { House } from '../kernel/house.ts';
import { peopleProblems } from './problems.ts';

/** A health office shares one address among its staff, so an address may fail more often than an account. */
const ADDRESS_FACTOR = 5;

export interface Attempts {
  /** Counts an attempt, before anything is checked. @throws Problem too_many_attempts with Retry-After. */
  take(account: string, address: string): Promise<void>;
  /** After a success: forgets the account's failures and this one attempt of the address, not its others. */
  succeeded(account: string, address: string): Promise<void>;
  /** Counts an attempt of an address to pair a phone. @throws Problem too_many_attempts with Retry-After. */
  takePairing(address: string): Promise<void>;
  /** After a success: forgets this one attempt. */
  paired(address: string): Promise<void>;
}

/** The part of an address that one sender cannot change at will: all of IPv4, the first 64 bits of IPv6. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1]!;
  const plain = address.replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/** Typed names may be passwords that slipped into the wrong field: only their hash is kept. */
const keyOf = (name: string) => createHash('sha256').update(name).digest('base64url');

/** Makes the limits of `config.loginAttempts` in `config.loginWindowSeconds`; no limit when the attempts are 0. */
export function createAttempts(house: House): Attempts {
  const { loginAttempts, loginWindowSeconds } = house.config;
  const none = () => Promise.resolve();
  if (loginAttempts === 0) return { take: none, succeeded: none, takePairing: none, paired: none };
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterPostgres({
      storeClient: poolOf(house.database.source),
      storeType: 'pool',
      tableName: 'login_attempt',
      tableCreated: true,
      keyPrefix,
      points,
      duration: loginWindowSeconds,
    });
  const accounts = limiter('account', loginAttempts);
  const addresses = limiter('address', loginAttempts * ADDRESS_FACTOR);
  const pairings = limiter('pairing', loginAttempts * ADDRESS_FACTOR);

  async function consume(from: RateLimiterPostgres, key: string): Promise<void> {
    try {
      await from.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw peopleProblems.too_many_attempts({ seconds }, undefined, { 'Retry-After': String(seconds) });
    }
  }

  return {
    async take(account, address) {
      await consume(addresses, networkOf(address));
      await consume(accounts, keyOf(account));
    },
    async succeeded(account, address) {
      await accounts.delete(keyOf(account));
      await addresses.reward(networkOf(address));
    },
    takePairing: (address) => consume(pairings, networkOf(address)),
    async paired(address) {
      await pairings.reward(networkOf(address));
    },
  };
}
