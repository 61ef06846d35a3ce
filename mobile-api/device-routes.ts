// Phones are paired, listed and revoked. What a person does stands under `/api/v1`, what a phone does under `/mobile/v1`.
import { z } from 'zod';
import { drawQr } from '../server/gs1/symbol.ts';
import { Reply, route, type Request, type Route } from '../server/kernel/route.ts';
import { Code, decodeCursor, iso, listOf, Page, pageOf, Uuid } from '../server/kernel/shapes.ts';
import type { Config } from '../server/kernel/config.ts';
import { findDevices, pairDevice, revokeDevice, type Device } from '../server/people/devices.ts';
import { offerPairing } from '../server/people/pairing.ts';
import type { People } from '../server/people/people.ts';
import { OFFICERS, STAFF } from '../server/people/scope.ts';
import type { Directory } from '../server/places/directory.ts';
import { transact } from '../server/kernel/transaction.ts';
import { DeviceBody, DeviceView, PairedView, PairingBody, PairingView } from './shapes.ts';
import { checkKey } from './signature.ts';
import { VERSION_HEADER } from './version.ts';

export interface DeviceDoors {
  people: People;
  directory: Directory;
}

const tag = 'Phones';
const NO_STORE = { 'Cache-Control': 'no-store' };

/** The address under which the service was called; what a proxy says counts only when one is trusted. */
function addressOf({ headers }: Request<unknown, unknown, unknown>, { trustProxy }: Config): string {
  const said = (name: string) =>
    trustProxy > 0 ? headers[`x-forwarded-${name}`]?.split(',')[0]?.trim() : undefined;
  return `${said('proto') ?? 'http'}://${said('host') ?? headers.host ?? 'localhost'}`;
}

function deviceView(directory: Directory, device: Device): DeviceView {
  const { code, name } = directory.get(device.placeId);
  return {
    id: device.id,
    name: device.name,
    user: { id: device.accountId, username: device.username, name: device.personName },
    place: { code, name },
    appVersion: device.appVersion,
    signs: device.signs,
    clockOffsetMs: device.clockOffsetMs,
    pairedAt: iso(device.pairedAt),
    lastSeenAt: device.lastSeenAt && iso(device.lastSeenAt),
    revokedAt: device.revokedAt && iso(device.revokedAt),
  };
}

function pairingRoute({ people }: DeviceDoors): Route {
  const { config } = people.house;
  return route({
    method: 'post',
    path: '/api/v1/pairings',
    summary: 'A code to pair a phone with, shown as a QR code: valid for minutes, once',
    description:
      'Asked again under the same id, the code is a new one and the one before no longer works: codes are stored nowhere.',
    tag,
    role: STAFF,
    mode: 'plain',
    body: PairingBody,
    response: PairingView,
    status: 201,
    problems: ['not_found', 'forbidden', 'account_locked', 'idempotency_conflict'],
    async handle(ctx, request) {
      const { id, user } = request.body;
      const { code, expiresAt, account } = await offerPairing(ctx, { id, username: user });
      const url = `${addressOf(request, config)}/scan?pair=${code}`;
      await people.auditor.noteNow(ctx, { action: 'pairing.offered', subject: account.username });
      const answer = {
        id,
        code,
        expiresAt: iso(expiresAt),
        url,
        symbol: await drawQr(url, { format: 'svg' }),
        user: { username: account.username, name: account.name },
        place: { code: account.place.code, name: account.place.name },
      };
      return new Reply(answer, { headers: NO_STORE });
    },
  });
}

/** What a person does with phones: offers a code, lists, revokes. */
export function deviceRoutes(doors: DeviceDoors): Route[] {
  const { directory } = doors;
  return [
    pairingRoute(doors),
    route({
      method: 'get',
      path: '/api/v1/devices',
      summary: "Phones, the newest first: one's own; for officers all of a place and below it",
      tag,
      role: STAFF,
      query: z.strictObject({ place: Code.optional(), ...Page }),
      response: listOf(DeviceView),
      problems: ['not_found'],
      async handle(ctx, { query }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const after = decodeCursor(query.cursor, 1)?.map(String)[0];
        if (after !== undefined && !Uuid.safeParse(after).success) decodeCursor('', 1);
        const isOfficer = OFFICERS.includes(ctx.actor.role as never);
        const devices = await findDevices(ctx, {
          path: place.path,
          account: isOfficer ? undefined : ctx.actor.id,
          after,
          limit: query.limit + 1,
        });
        const page = pageOf(devices, query.limit, ({ id }) => [id]);
        return { ...page, items: page.items.map((device) => deviceView(directory, device)) };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/devices/:id/revoke',
      summary: "End a phone's access at once: one's own, or as an officer one of one's area",
      tag,
      role: STAFF,
      params: z.object({ id: Uuid }),
      body: z.strictObject({ id: Uuid }),
      response: DeviceView,
      problems: ['not_found', 'device_already_revoked'],
      async handle(ctx, { params, body }) {
        return deviceView(directory, await revokeDevice(ctx, { id: body.id, device: params.id }));
      },
    }),
  ];
}

/** How a phone gets its token, by the code that somebody shows. */
export function pairedRoute({ people }: DeviceDoors): Route {
  const { house, attempts, auditor } = people;
  return route({
    method: 'post',
    path: '/mobile/v1/devices',
    summary: 'Pair this phone by a code: a token bound to a person and a place',
    tag,
    role: 'public',
    mode: 'read',
    body: DeviceBody,
    response: PairedView,
    status: 201,
    problems: ['pairing_invalid', 'too_many_attempts', 'app_outdated'],
    async handle(ctx, { body, headers, ip }) {
      // Outside the transaction, so that attempts that fail are counted.
      checkKey(body.publicKey);
      await attempts.takePairing(ip);
      const appVersion = headers[VERSION_HEADER];
      const { id, token, account } = await transact(house, ctx.actor, async (inside) => {
        const paired = await pairDevice(inside, { ...body, appVersion });
        const subject = paired.account.username;
        await auditor.noteNow(inside, { action: 'device.paired', subject, address: ip });
        return paired;
      });
      await attempts.paired(ip);
      const { id: placeId, code, name, level } = account.place;
      const place = { id: placeId, code, name, level };
      const answer = {
        id,
        token,
        user: { id: account.id, name: account.name, role: account.role, place },
        minimumVersion: house.config.mobileMinimumVersion,
        serverTime: iso(ctx.now),
      };
      return new Reply(answer, { headers: NO_STORE });
    },
  });
}
