// Who sends a phone's request: its person, bound to the place where the phone was paired. Nothing is remembered between
// requests, so a revoked device and a person who was locked or moved are refused at once, by every process.
import type { Actor } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import type { Problem } from '../kernel/problem.ts';
import type { Status } from './entities.ts';
import { DEVICE_PREFIX, hashOfToken } from './devices.ts';
import { peopleProblems } from './problems.ts';

const LONGEST_TOKEN = 200;
/** A device is noted as seen no oftener than this. */
const SEEN_MS = 600_000;

export interface DeviceAuthenticator {
  /**
   * The sender by the Authorization header; undefined without one.
   * @throws Problem device_token_invalid, device_revoked, device_account_locked, device_moved.
   */
  authenticate(authorization: string | undefined): Promise<Actor | undefined>;
}

interface Found {
  id: string;
  publicKey: object | null;
  revokedAt: Date | null;
  lastSeenAt: Date | null;
  placeId: string;
  accountId: string;
  name: string;
  role: string;
  status: Status;
  unit: { id: string; code: string; path: string };
}

const SELECT = /* sql */ `
  select d.id, d.public_key as "publicKey", d.revoked_at as "revokedAt", d.last_seen_at as "lastSeenAt",
    d.place_id as "placeId", a.id as "accountId", a.name, a.role, a.status,
    jsonb_build_object('id', p.id, 'code', p.code, 'path', p.path) as unit
  from device d join account a on a.id = d.account_id join place p on p.id = a.place_id
  where d.token_hash = $1`;

type Code = 'device_token_invalid' | 'device_revoked' | 'device_account_locked' | 'device_moved';

function refuse(code: Code): Problem {
  const header = `Bearer error="invalid_token", error_description="${code}"`;
  return peopleProblems[code]({}, undefined, { 'WWW-Authenticate': header });
}

/** Makes the authenticator of device tokens. */
export function createDeviceAuthenticator(house: Pick<House, 'now' | 'database'>): DeviceAuthenticator {
  const { sql } = house.database;

  async function noteSeen({ id, lastSeenAt }: Found): Promise<void> {
    const now = house.now();
    if (lastSeenAt && now.getTime() - lastSeenAt.getTime() < SEEN_MS) return;
    await sql.run('update device set last_seen_at = $2 where id = $1', [id, now]);
  }

  return {
    async authenticate(authorization) {
      if (authorization === undefined) return undefined;
      const token = /^bearer +(\S+) *$/i.exec(authorization)?.[1];
      if (!token?.startsWith(DEVICE_PREFIX) || token.length > LONGEST_TOKEN)
        throw refuse('device_token_invalid');
      const found = await sql.maybe<Found>(SELECT, [hashOfToken(token)]);
      if (!found) throw refuse('device_token_invalid');
      if (found.revokedAt) throw refuse('device_revoked');
      if (found.status !== 'active') throw refuse('device_account_locked');
      if (found.unit.id !== found.placeId) throw refuse('device_moved');
      await noteSeen(found);
      return {
        id: found.accountId,
        name: found.name,
        kind: 'device',
        role: found.role,
        scopes: [],
        unit: found.unit,
        device: { id: found.id, publicKey: found.publicKey ?? undefined },
      };
    },
  };
}
