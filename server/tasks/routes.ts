// Tasks over HTTP: lists, counts, acknowledging, putting off.
import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { problems } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import { Code, Instant, iso, listOf, momentCursor, Page, pageOf, Uuid } from '../kernel/shapes.ts';
import { READERS, STAFF } from '../people/scope.ts';
import type { Directory } from '../places/directory.ts';
import { acknowledge, snooze } from './act.ts';
import { TASK_KINDS, TASK_SPECS } from './kinds.ts';
import { countTasks, findTasks } from './list.ts';
import { TaskView, taskView } from './views.ts';

export interface TaskDoors {
  directory: Directory;
  catalogue: Catalogue;
}

const tag = 'Tasks';
const Answer = z.enum(['true', 'false']).optional();
const isTrue = (text: 'true' | 'false' | undefined) => (text === undefined ? undefined : text === 'true');

function listRoutes({ directory, catalogue }: TaskDoors): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/tasks',
      summary: 'What places must see to, the newest first',
      tag,
      role: READERS,
      query: z.strictObject({
        place: Code.optional().meta({ description: 'Of this place and all below it; your own by default' }),
        own: Answer.meta({ description: 'Only of the place itself' }),
        kind: z.enum(TASK_KINDS).optional(),
        open: Answer,
        snoozed: Answer.meta({ description: 'Whether it is put off now' }),
        batch: Uuid.optional(),
        product: Code.optional(),
        ...Page,
      }),
      response: listOf(TaskView),
      problems: ['not_found', 'unknown_product'],
      async handle(ctx, { query, language }) {
        const after = momentCursor(query.cursor);
        if (after && !Uuid.safeParse(after[1]).success) throw problems.validation_failed();
        const product = query.product === undefined ? undefined : catalogue.getProduct(query.product);
        const tasks = await findTasks(ctx, {
          place: directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code),
          own: isTrue(query.own),
          kind: query.kind,
          open: isTrue(query.open),
          snoozed: isTrue(query.snoozed),
          batch: query.batch,
          product: product ? product.id : undefined,
          after,
          limit: query.limit + 1,
        });
        const page = pageOf(tasks, query.limit, (task) => [iso(task.openedAt), task.id]);
        return { ...page, items: page.items.map((task) => taskView(directory, task, language)) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/tasks/counts',
      summary: 'How many tasks of each kind are open',
      tag,
      role: READERS,
      query: z.strictObject({ place: Code.optional() }),
      response: z.object({
        items: z.array(
          z.object({
            kind: z.enum(TASK_KINDS),
            title: z.string(),
            own: z.int().meta({ description: 'At the place itself' }),
            all: z.int().meta({ description: 'At the place and all below it' }),
            snoozed: z.int().meta({ description: 'Put off, and in neither of the others' }),
          }),
        ),
      }),
      problems: ['not_found'],
      async handle(ctx, { query, language }) {
        const place = directory.visible(ctx.actor, query.place ?? ctx.actor.unit.code);
        const counts = await countTasks(ctx, place);
        return {
          items: counts.map((count) => ({ ...count, title: TASK_SPECS[count.kind].title[language] })),
        };
      },
    }),
  ];
}

/** Every route of tasks. */
export function taskRoutes(doors: TaskDoors): Route[] {
  const { directory } = doors;
  return [
    ...listRoutes(doors),
    route({
      method: 'post',
      path: '/api/v1/tasks/:id/acknowledge',
      summary: 'Acknowledge a task, once, as staff of its place',
      tag,
      role: STAFF,
      params: z.object({ id: Uuid }),
      body: z.strictObject({ id: Uuid, note: z.string().max(500).optional() }),
      response: TaskView,
      problems: ['already_acknowledged', 'task_closed', 'task_closes_itself', 'forbidden', 'not_found'],
      async handle(ctx, { params, body, language }) {
        return taskView(directory, await acknowledge(ctx, directory, { ...body, task: params.id }), language);
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/tasks/:id/snooze',
      summary: 'Put a task off until a moment, as staff of its place; it wakes by itself',
      tag,
      role: STAFF,
      params: z.object({ id: Uuid }),
      body: z.strictObject({ id: Uuid, until: Instant, reason: z.string().trim().min(1).max(500) }),
      response: TaskView,
      problems: ['snooze_time_invalid', 'task_not_snoozable', 'task_closed', 'forbidden', 'not_found'],
      async handle(ctx, { params, body, language }) {
        return taskView(directory, await snooze(ctx, directory, { ...body, task: params.id }), language);
      },
    }),
  ];
}
