// Phones: paired to a person at a place, listed, revoked. A device token is opaque and long-lived; only its hash is stored.
import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { problems } from '../kernel/problem.ts';
import type { Account } from './accounts.ts';
import { closePairing, usePairing } from './pairing.ts';
import { peopleProblems } from './problems.ts';
import { isWithin, OFFICERS } from './scope.ts';

/** What every device token begins with, so that secret scanners know one. */
export const DEVICE_PREFIX = 'jejak_device_';

export const hashOfToken = (token: string) => createHash('sha256').update(token).digest();

export interface NewDevice {
  pairingCode: string;
  name: string;
  publicKey?: object;
  appVersion?: string;
}

/**
 * Pairs a phone with the person that a code was offered for.
 * @returns the token, which is shown this once.
 * @throws Problem pairing_invalid.
 */
export async function pairDevice(
  ctx: Context,
  command: NewDevice,
): Promise<{ id: string; token: string; account: Account }> {
  const { id: pairing, account } = await usePairing(ctx, command.pairingCode);
  const id = ctx.newId();
  const token = DEVICE_PREFIX + randomBytes(32).toString('base64url');
  await ctx.tx.run(
    /* sql */ `insert into device (id, account_id, place_id, name, token_hash, public_key, app_version, paired_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      account.id,
      account.place.id,
      command.name,
      hashOfToken(token),
      command.publicKey ? JSON.stringify(command.publicKey) : null,
      command.appVersion ?? null,
      ctx.now,
    ],
  );
  await closePairing(ctx, pairing, id);
  await record(ctx, [
    {
      id: ctx.newId(),
      kind: 'device.paired',
      placeId: account.place.id,
      documentId: id,
      data: { device: id, account: account.id },
    },
  ]);
  return { id, token, account };
}

export interface Device {
  id: string;
  name: string;
  accountId: string;
  username: string;
  personName: string;
  placeId: string;
  placePath: string;
  appVersion: string | null;
  signs: boolean;
  clockOffsetMs: number | null;
  pairedAt: Date;
  lastSeenAt: Date | null;
  revokedAt: Date | null;
}

const SELECT = /* sql */ `
  select d.id, d.name, d.account_id as "accountId", a.username, a.name as "personName", d.place_id as "placeId",
    p.path as "placePath", d.app_version as "appVersion", d.public_key is not null as signs,
    d.clock_offset_ms as "clockOffsetMs", d.paired_at as "pairedAt", d.last_seen_at as "lastSeenAt",
    d.revoked_at as "revokedAt"
  from device d join account a on a.id = d.account_id join place p on p.id = d.place_id`;

/** Devices of a place and all below it, the newest first; of one person alone when they are named. */
export function findDevices(
  ctx: Context,
  query: { path: string; account?: string; after?: string; limit: number },
): Promise<Device[]> {
  return ctx.tx.rows<Device>(
    /* sql */ `${SELECT}
      where p.path ~>=~ $1 and p.path ~<~ (left($1, -1) || '0') and ($2::uuid is null or d.account_id = $2)
        and ($3::uuid is null or d.id < $3)
      order by d.id desc limit $4`,
    [query.path, query.account ?? null, query.after ?? null, query.limit],
  );
}

/** The device, for its owner and for officers of its area. @throws Problem not_found. */
export async function getDevice(ctx: Context, id: string): Promise<Device> {
  const device = await ctx.tx.maybe<Device>(`${SELECT} where d.id = $1`, [id]);
  const { actor } = ctx;
  const isOfficer = OFFICERS.includes(actor.role as never);
  const mayAct =
    device && (device.accountId === actor.id || (isOfficer && isWithin(actor, device.placePath)));
  if (!mayAct) throw problems.not_found();
  return device;
}

/**
 * Ends a device's access at once, for good. Its events that were recorded stay.
 * @throws Problem not_found, device_already_revoked.
 */
export async function revokeDevice(ctx: Context, command: { id: string; device: string }): Promise<Device> {
  const device = await getDevice(ctx, command.device);
  const revoked = await ctx.tx.run(
    'update device set revoked_at = $2, revoked_by = $3 where id = $1 and revoked_at is null',
    [device.id, ctx.now, ctx.actor.id],
  );
  if (revoked !== 1) throw peopleProblems.device_already_revoked();
  await record(ctx, [
    {
      id: command.id,
      kind: 'device.revoked',
      placeId: device.placeId,
      documentId: device.id,
      data: { device: device.id, account: device.accountId },
    },
  ]);
  return { ...device, revokedAt: ctx.now };
}
