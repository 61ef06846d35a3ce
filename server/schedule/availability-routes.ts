// Availability over HTTP: public and cacheable. What was put into words is kept, so that one tag is always one text.
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import { Reply, route, type Route } from '../kernel/route.ts';
import { Code, Day, iso, Moment, pageOf } from '../kernel/shapes.ts';
import type { Directory, Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { findAvailability, readState, tagOf, type AvailabilityQuery } from './availability.ts';
import { checkRange, cursorOf, dayPlus, tag, type ScheduleDoors } from './door-parts.ts';

const DAYS_SHOWN = 14;
const DAYS_MOST = 31;
const MAX_AGE_SECONDS = 5;
/** Answers kept, in bytes of all. */
const KEPT_BYTES = 32_000_000;
const ROOT_ZONE = 'Asia/Jakarta';

const ref = z.object({ id: z.uuid(), code: z.string(), name: z.string() });
export const AvailabilityView = z.object({
  asOf: Moment,
  revision: z.int().meta({ description: 'Grows with every change of what can be booked here' }),
  sessions: z.array(
    z.object({
      id: z.uuid(),
      place: ref,
      product: ref,
      date: Day,
      timeZone: z.string(),
      usableDoses: z.int().meta({ description: 'Doses that can be promised in all for that day' }),
      promisedDoses: z.int().meta({ description: 'How many of them already are' }),
      slots: z.array(z.object({ id: z.uuid(), start: Moment, end: Moment, free: z.int() })),
    }),
  ),
  nextCursor: z.string().nullable(),
});

const Query = z.strictObject({
  area: z
    .string()
    .regex(/^[A-Z0-9][A-Z0-9-]{0,31}$/)
    .default('ID')
    .meta({ description: 'Code of a place, province, district or kecamatan' }),
  from: Day.optional(),
  to: Day.optional(),
  product: Code.optional(),
  dose: z.coerce.number().int().min(1).max(20).optional().meta({
    description: 'Which dose is wanted; every dose of a programme comes from the same stock',
  }),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
  cursor: z.string().max(500).optional(),
});

/** The places of an area: those below a place, or those in the area of a code. */
function placesOf(directory: Directory, area: string): Place[] {
  const place = directory.byCode(area);
  if (place) return directory.under(place);
  const root = directory.byCode('ID');
  if (!/^\d{2,10}$/.test(area) || !root) return [];
  return directory.under(root).filter(({ areaCode }) => areaCode?.startsWith(area));
}

function queryOf(doors: ScheduleDoors, ctx: Context, sent: z.output<typeof Query>): AvailabilityQuery {
  const places = placesOf(doors.directory, sent.area);
  if (places.length === 0) throw problems.not_found();
  const from = sent.from ?? localDay(ctx.now, places[0]?.timeZone ?? ROOT_ZONE);
  const to = sent.to ?? dayPlus(from, DAYS_SHOWN);
  checkRange(from, to, DAYS_MOST);
  const product = sent.product === undefined ? undefined : doors.catalogue.getProduct(sent.product);
  const after = cursorOf(sent.cursor, Day);
  return { places, from, to, product: product?.id, after, limit: sent.limit };
}

interface Said {
  etag: string;
  body: z.infer<typeof AvailabilityView>;
}

/** The tag that the client already has of this state, whenever it was worded (RFC 9110 section 13.1.2). */
function tagHeld(header: string | undefined, state: string): string | undefined {
  const tags = header?.split(',').map((one) => one.trim().replace(/^W\//, ''));
  return tags?.find((one) => one.startsWith(`"${state}.`));
}

async function say(
  doors: ScheduleDoors,
  ctx: Context,
  query: AvailabilityQuery,
  state: string,
  revision: number,
): Promise<Said> {
  const found = await findAvailability(ctx, doors, { ...query, limit: query.limit + 1 });
  const { items, nextCursor } = pageOf(found, query.limit, (session) => [session.date, session.id]);
  const body = { asOf: iso(ctx.now), revision, sessions: items, nextCursor };
  return { etag: `"${state}.${ctx.now.getTime().toString(36)}"`, body };
}

/** The route of public availability. */
export function availabilityRoute(doors: ScheduleDoors): Route {
  const said = new LRUCache<string, Said>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ body }) => JSON.stringify(body).length,
  });
  return route({
    method: 'get',
    path: '/api/v1/availability',
    summary: 'What can be booked: public, without personal data',
    description:
      'A slot’s `free` never exceeds its own places nor the doses of the day that are not promised.',
    tag,
    role: 'public',
    query: Query,
    response: AvailabilityView,
    problems: ['not_found', 'unknown_product'],
    async handle(ctx, { query: sent, headers }) {
      const query = queryOf(doors, ctx, sent);
      // The state is read before what it describes: a change in between makes the answer newer than its tag, never older.
      const { revision, ...rest } = await readState(ctx.tx, query, ctx.now);
      const state = tagOf(query, { revision, ...rest });
      const caching = { 'Cache-Control': `public, max-age=${MAX_AGE_SECONDS}`, Vary: 'Accept-Encoding' };
      const held = tagHeld(headers['if-none-match'], state);
      if (held) return new Reply(undefined, { status: 304, headers: { ...caching, ETag: held } });
      let answer = said.get(state);
      if (!answer) said.set(state, (answer = await say(doors, ctx, query, state, revision)));
      return new Reply(answer.body, { headers: { ...caching, ETag: answer.etag } });
    },
  });
}
