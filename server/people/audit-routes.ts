// The audit as its readers see it: newest first, filtered, limited to the reader's own part of the tree.
import { z } from 'zod';
import type { Actor } from '../kernel/context.ts';
import { route, type Route } from '../kernel/route.ts';
import { Code, decodeCursor, Instant, iso, listOf, Moment, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import type { Directory } from '../places/directory.ts';
import { AUDIT_READERS } from './scope.ts';

const AuditView = z.object({
  id: z.uuid(),
  at: Moment,
  actor: z.object({ id: z.uuid().nullable(), name: z.string() }),
  action: z.string().meta({ description: 'A word such as `sign_in`, or method and route' }),
  subject: z
    .string()
    .nullable()
    .meta({ description: 'Id or code of what it was done to, or of what was seen' }),
  place: z
    .string()
    .nullable()
    .meta({ description: 'Code of the place concerned, else of where the actor belongs' }),
  outcome: z.string().meta({ description: '`ok`, or the code of the problem' }),
  address: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});

interface Row {
  id: string;
  at: Date;
  actorId: string | null;
  actorName: string;
  action: string;
  subject: string | null;
  placeId: string | null;
  outcome: string;
  address: string | null;
  detail: Record<string, unknown>;
}

const SELECT = /* sql */ `
  select id, at, actor_id as "actorId", actor_name as "actorName", action, subject, place_id as "placeId",
    outcome, address, detail from audit a`;

const Query = z.strictObject({
  ...Page,
  actor: Uuid.optional(),
  action: z.string().min(1).max(200).optional(),
  subject: z.string().min(1).max(200).optional(),
  place: Code.optional().meta({ description: 'Code of a place; what is below it counts too' }),
  outcome: z.string().min(1).max(100).optional(),
  since: Instant.optional(),
  until: Instant.optional(),
});

/** Only the filters that are there become conditions: the planner then uses their indexes. */
function conditionsOf(directory: Directory, actor: Actor, query: z.output<typeof Query>) {
  const values: unknown[] = [];
  const put = (value: unknown) => `$${values.push(value)}`;
  const all: string[] = [];
  if (query.actor) all.push(`actor_id = ${put(query.actor)}`);
  if (query.action) all.push(`action = ${put(query.action)}`);
  if (query.subject) all.push(`subject = ${put(query.subject)}`);
  if (query.outcome) all.push(`outcome = ${put(query.outcome)}`);
  if (query.since) all.push(`at >= ${put(query.since)}`);
  if (query.until) all.push(`at < ${put(query.until)}`);
  const top =
    query.place === undefined ? directory.get(actor.unit.id) : directory.visible(actor, query.place);
  // At the root everything counts, also what was done by nobody in particular.
  if (top.parentCode !== null)
    all.push(`place_id in (select id from place where path like ${put(`${top.path}%`)})`);
  const after = decodeCursor(query.cursor, 2);
  if (after) all.push(`(at, id) < (${put(after[0])}::timestamptz, ${put(after[1])}::uuid)`);
  const where = all.length > 0 ? `where ${all.join(' and ')}` : '';
  return { text: `${SELECT} ${where} order by at desc, id desc limit ${put(query.limit + 1)}`, values };
}

/** The route that lists the audit. */
export function auditRoutes(directory: Directory): Route[] {
  const view = ({ id, at, actorId, actorName, placeId, ...rest }: Row): z.input<typeof AuditView> => ({
    id,
    at: iso(at),
    actor: { id: actorId, name: actorName },
    place: (placeId && directory.byId(placeId)?.code) ?? null,
    ...rest,
  });
  return [
    route({
      method: 'get',
      path: '/api/v1/audit',
      summary: 'Who did and saw what, newest first',
      description: 'Ordinary requests appear within a second; sign-ins and refusals at once.',
      tag: 'People',
      role: AUDIT_READERS,
      query: Query,
      response: listOf(AuditView),
      problems: ['not_found'],
      async handle({ actor, tx }, { query }) {
        const { text, values } = conditionsOf(directory, actor, query);
        const rows = await tx.rows<Row>(text, values);
        const { items, nextCursor } = pageOf(rows, query.limit, (row) => [iso(row.at), row.id]);
        return { items: items.map(view), nextCursor };
      },
    }),
  ];
}
