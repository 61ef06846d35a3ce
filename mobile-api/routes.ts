// The phones' own API, `/mobile/v1`, with a document of its own.
import { z } from 'zod';
import { describeApi } from '../server/kernel/openapi.ts';
import { route, type Route } from '../server/kernel/route.ts';
import { pairedRoute, type DeviceDoors } from './device-routes.ts';
import { pullRoute, type PullDoors } from './pull.ts';
import { pushRoute, type PushDoors } from './push.ts';

export type MobileDoors = DeviceDoors & PullDoors & PushDoors;

const DESCRIPTION =
  'For applications on phones that work without a network: pair once, pull what the place needs, push what was done. ' +
  '`Authorization: Bearer` carries the device token, `X-App-Version` the version of the application.';

/** Every route below `/mobile/v1`. */
export function mobileRoutes(doors: MobileDoors, version: string): Route[] {
  let document: object | undefined;
  const info = { title: 'Jejak Vaksin: phones', version, description: DESCRIPTION };
  const own: Route[] = [
    pairedRoute(doors),
    pullRoute(doors),
    pushRoute(doors),
    route({
      method: 'get',
      path: '/mobile/v1/openapi.json',
      summary: 'This API as OpenAPI 3.1',
      tag: 'Phones',
      role: 'public',
      response: z.looseObject({ openapi: z.literal('3.1.0') }),
      handle: () => Promise.resolve((document ??= describeApi(own, info)) as { openapi: '3.1.0' }),
    }),
  ];
  return own;
}
