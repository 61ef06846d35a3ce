// Tasks that stand for a condition: one open at a time, closed when it is gone, put off and woken, each told in the journal.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transact } from '../../server/kernel/transaction.ts';
import { systemActor } from '../../server/people/scope.ts';
import { wakeTasks } from '../../server/tasks/act.ts';
import { TASK_KINDS, TASK_SPECS } from '../../server/tasks/kinds.ts';
import { closeTasks, openTasks, type NewTask, type WhichTasks } from '../../server/tasks/tasks.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';

interface Task {
  id: string;
  kind: string;
  title: string;
  detail: string;
  owner: { role: string };
  canAcknowledge: boolean;
  snoozedUntil: string | null;
  closedAt: string | null;
  closeReason: string | null;
}

let t: TestApp;
let placeId: string;
let subject: string;

beforeAll(async () => {
  t = await startTestApp({ accessTokenSeconds: 30 * 86_400 });
  t.clock.set('2026-11-24T02:00:00Z');
  const { sql } = t.house.database;
  placeId = (await sql.one<{ id: string }>(`select id from place where code = '3273'`)).id;
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

const open = (tasks: NewTask[]) => transact(t.house, systemActor, (ctx) => openTasks(ctx, tasks));
const close = (which: WhichTasks) => transact(t.house, systemActor, (ctx) => closeTasks(ctx, which));
const wake = () => transact(t.house, systemActor, wakeTasks);

/** A stock-out of a new subject at 3273, opened. */
async function openOne(kind: NewTask['kind'] = 'stock_out'): Promise<string> {
  subject = t.id();
  const data = { product: 'BCG', minimum: 10, inbound: 0 };
  return (await open([{ kind, placeId, subjectId: subject, data }]))[0]!.id;
}
const acts = (task: string) =>
  t.house.database.sql
    .rows<{ kind: string }>('select kind from journal where document_id = $1 order by recorded_at, id', [
      task,
    ])
    .then((rows) => rows.map(({ kind }) => kind));
async function tasksAt(query: string, username = 'gudang.3273'): Promise<Task[]> {
  const answer = await (await t.as(username)).get(`/api/v1/tasks?${query}`).expect(200);
  return (answer.body as { items: Task[] }).items;
}
const act = async (task: string, verb: string, body: object, username = 'gudang.3273') =>
  (await t.as(username)).post(`/api/v1/tasks/${task}/${verb}`, { id: t.id(), ...body });
const code = (answer: { body: unknown }) => (answer.body as { code: string }).code;

describe('a standing condition', () => {
  it('has one open task however many notice it at once, and a new one when it comes again', async () => {
    const subjectId = t.id();
    const wanted: NewTask = { kind: 'below_minimum', placeId, subjectId };
    const answers = await Promise.all(Array.from({ length: 8 }, () => open([wanted])));
    expect(answers.flat()).toHaveLength(1);
    expect(await close({ kind: 'below_minimum', placeId, subjectId })).toBe(1);
    expect(await close({ kind: 'below_minimum', placeId, subjectId })).toBe(0);
    const [again] = await open([wanted]);
    expect(again!.id).not.toBe(answers.flat()[0]!.id);
    expect(await acts(answers.flat()[0]!.id)).toEqual(['task.opened', 'task.closed']);
    await close({ subjectId });
  });

  it('keeps kinds, places and subjects apart, and a cause once for ever', async () => {
    const [subjectId, causeId] = [t.id(), t.id()];
    const kinds = ['stock_out', 'below_minimum'] as const;
    expect(await open(kinds.map((kind) => ({ kind, placeId, subjectId })))).toHaveLength(2);
    expect(await close({ subjectId, kind: [...kinds] })).toBe(2);
    expect(await open([{ kind: 'reconcile', placeId, causeId }])).toHaveLength(1);
    await close({ causeId });
    expect(await open([{ kind: 'reconcile', placeId, causeId }])).toHaveLength(0);
  });

  it('says what it is about in the language of the caller, and whose it is', async () => {
    const id = await openOne();
    const [task] = (await tasksAt('own=true&open=true&kind=stock_out')).filter((found) => found.id === id);
    expect(task).toMatchObject({
      title: 'Stock-out',
      detail: 'BCG: nothing left (minimum 10 doses, 0 on the way)',
      owner: { role: 'warehouse_staff' },
      canAcknowledge: false,
    });
    const person = await t.as('gudang.3273');
    const answer = await person.get('/api/v1/tasks?kind=stock_out').set('Accept-Language', 'id');
    expect((answer.body as { items: Task[] }).items[0]!.title).toBe('Stok habis');
    await close({ ids: [id] });
    expect((await tasksAt('kind=stock_out&open=false'))[0]).toMatchObject({ id, closeReason: 'gone' });
  });

  it('refuses to close everything by mistake', async () => {
    await expect(close({ kind: 'stock_out' })).rejects.toThrow('which tasks');
  });
});

describe('putting off', () => {
  const until = '2026-11-26T01:00:00Z';

  it('hides a task until its moment; then it wakes by itself, once, and both are told', async () => {
    const id = await openOne();
    expect((await act(id, 'snooze', { until, reason: 'Kiriman tiba besok' })).status).toBe(200);
    const names = async (query: string) => (await tasksAt(query)).map((task) => task.id);
    expect(await names('open=true&snoozed=true')).toContain(id);
    expect(await names('open=true&snoozed=false')).not.toContain(id);
    const counts = await (await t.as('dinkes.32')).get('/api/v1/tasks/counts?place=3273').expect(200);
    const { items } = counts.body as { items: { kind: string; own: number; snoozed: number }[] };
    expect(items.find(({ kind }) => kind === 'stock_out')).toMatchObject({ own: 0, snoozed: 1 });
    expect(await wake()).toBe(0);
    t.clock.set('2026-11-26T01:00:00Z');
    expect((await Promise.all([wake(), wake()])).sort()).toEqual([0, 1]);
    expect(await names('open=true&snoozed=false')).toContain(id);
    expect(await acts(id)).toEqual(['task.opened', 'task.snoozed', 'task.woken']);
    await close({ ids: [id] });
    t.clock.set('2026-11-24T02:00:00Z');
  });

  it('is refused for a recall, a closed task, a moment past or too far, without a reason, and to others', async () => {
    const id = await openOne();
    const body = { until, reason: 'x' };
    expect((await act(id, 'snooze', body, 'gudang.32')).status).toBe(403);
    expect((await act(id, 'snooze', body, 'gudang.31')).status).toBe(404);
    expect((await act(id, 'snooze', { until, reason: ' ' })).status).toBe(422);
    for (const wrong of ['2026-11-24T02:00:00Z', '2027-11-24T02:00:00Z']) {
      const answer = await act(id, 'snooze', { ...body, until: wrong });
      expect([answer.status, code(answer)]).toEqual([422, 'snooze_time_invalid']);
    }
    await close({ ids: [id] });
    expect(code(await act(id, 'snooze', body))).toBe('task_closed');
    const recall = await openOne('recall_acknowledge');
    expect(code(await act(recall, 'snooze', body))).toBe('task_not_snoozable');
    expect((await act(recall, 'acknowledge', { note: 'ok' })).status).toBe(200);
    expect((await tasksAt('kind=recall_acknowledge'))[0]!.closeReason).toBe('acknowledged');
  });

  it('is the way for what closes itself, which cannot be acknowledged away', async () => {
    const id = await openOne();
    const answer = await act(id, 'acknowledge', {});
    expect([answer.status, code(answer)]).toEqual([409, 'task_closes_itself']);
    await close({ ids: [id] });
  });
});

it('every kind can be acknowledged or closes itself, and speaks both languages', () => {
  for (const kind of TASK_KINDS) {
    const { title, detail } = TASK_SPECS[kind];
    expect(title.id).not.toBe(title.en);
    const names = (text = '') => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    expect(names(detail?.id)).toEqual(names(detail?.en));
  }
});
