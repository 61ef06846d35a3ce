// Recall, quarantine and release: who may, in which order, who gets a task, and what a simultaneous dispatch may do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followAll } from '../../server/kernel/follower.ts';
import type { Problem } from '../../server/kernel/problem.ts';
import { createRelay } from '../../server/kernel/relay.ts';
import { systemActor } from '../../server/people/scope.ts';
import { traceFollower } from '../../server/trace/follower.ts';
import { changeStatus, type StatusAct } from '../../server/trace/status.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectInvariants } from '../support/invariants.ts';
import { createStory, openDoor, type Story } from './trace-story.ts';

let base: TestDatabase;
let story: Story;
let door: Awaited<ReturnType<typeof openDoor>>;

beforeAll(async () => {
  base = await createTestDatabase();
  story = await createStory(base.house);
  door = await openDoor(story);
});
afterAll(async () => {
  await expectInvariants(base.house);
  await door.close();
  await base.close();
});

const national = () => door.as(story.person('ID', 'national_officer'));
const change = (act: StatusAct, batch: string, reason = 'test') =>
  story.act(
    (ctx) => changeStatus(ctx, story.directory, { id: ctx.command!.id, batch, act, reason }),
    story.person('ID', 'national_officer'),
  );

async function follow(): Promise<void> {
  await createRelay(base.house, () => undefined).stampAll();
  await followAll(base.house, systemActor, traceFollower);
}

interface Task {
  id: string;
  kind: string;
  place: { code: string };
  closedAt: string | null;
  detail: string;
  data: { product?: string; lot?: string; warnings?: { code: string }[] };
}

async function tasksOf(batch: string, query = ''): Promise<Task[]> {
  const answer = await national().get(`/api/v1/tasks?batch=${batch}&limit=1000${query}`).expect(200);
  return (answer.body as { items: Task[] }).items;
}
const codes = (tasks: Task[]) => tasks.map((task) => task.place.code).sort();

describe('recall', () => {
  it('gives every holder and both ends of what is on its way a task, and says who holds what', async () => {
    const batch = await story.batch(1000);
    await story.ship('BIOFARMA', '32', batch, 600);
    await story.ship('32', '3273', batch, 300);
    await story.dispatch(await story.draft('3273', story.centres[0]!.code, batch, 50));
    const answer = await national()
      .post(`/api/v1/batches/${batch}/recall`, { reason: 'Uji mutu gagal' })
      .expect(200);
    expect(answer.body).toMatchObject({
      id: batch,
      status: 'recalled',
      statusReason: 'Uji mutu gagal',
      tasks: 4,
    });
    const holders = (answer.body as { holders: { place: { code: string } | null; inTransit: number }[] })
      .holders;
    expect(holders.find((holder) => holder.place === null)).toMatchObject({ inTransit: 50 });
    expect(codes(await tasksOf(batch, '&open=true'))).toEqual(
      ['32', '3273', 'BIOFARMA', story.centres[0]!.code].sort(),
    );
  });

  it('is refused to all but national officers and the manufacturer, whose staff may not release', async () => {
    const batch = await story.batch(10);
    const path = (act: string) => `/api/v1/batches/${batch}/${act}`;
    for (const [code, role] of [
      ['32', 'officer'],
      ['32', 'warehouse_staff'],
      ['3273', 'warehouse_staff'],
      ['ID', 'auditor'],
    ] as const) {
      await door.as(story.person(code, role)).post(path('recall'), { reason: 'x' }).expect(403);
    }
    const maker = door.as(story.person('BIOFARMA', 'warehouse_staff'));
    await maker.post(path('quarantine'), { reason: 'x' }).expect(200);
    await maker.post(path('release'), { reason: 'x' }).expect(403);
    await maker.post(path('recall')).expect(422);
    await maker.post(`/api/v1/batches/${base.house.newId()}/recall`, { reason: 'x' }).expect(404);
  });

  it('walks its table of transitions and no other way', async () => {
    const batch = await story.batch(10);
    const path = (act: string) => `/api/v1/batches/${batch}/${act}`;
    const steps: [act: string, body: object, status: number, code?: string][] = [
      ['release', {}, 409, 'batch_status_conflict'],
      ['quarantine', { reason: 'a' }, 200],
      ['quarantine', { reason: 'b' }, 409, 'batch_status_conflict'],
      ['release', {}, 200],
      ['recall', { reason: 'c' }, 200],
      ['recall', { reason: 'd' }, 409, 'batch_status_conflict'],
      ['quarantine', { reason: 'e' }, 409, 'batch_recalled_final'],
      ['release', {}, 409, 'batch_recalled_final'],
      ['release', { reason: 'f' }, 200],
    ];
    for (const [act, body, status, code] of steps) {
      const answer = await national().post(path(act), body);
      expect([act, answer.status, (answer.body as { code?: string }).code]).toEqual([act, status, code]);
    }
  });

  it('answers the same command the same way, and lets one of two at once win', async () => {
    const batch = await story.batch(10);
    const officer = national();
    const body = { id: base.house.newId(), reason: 'x' };
    const first = await officer.post(`/api/v1/batches/${batch}/recall`, body).expect(200);
    const again = await officer.post(`/api/v1/batches/${batch}/recall`, body).expect(200);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    const second = await story.batch(10);
    const results = await Promise.allSettled([change('recall', second), change('recall', second)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await tasksOf(second)).toHaveLength(1);
  });

  it('lets the versions of what is shown grow, so that sockets believe the new figures', async () => {
    const batch = await story.batch(10);
    const version = `select version from balance where batch_id = $1 and available > 0`;
    const before = await base.house.database.sql.one<{ version: number }>(version, [batch]);
    await change('quarantine', batch);
    const after = await base.house.database.sql.one<{ version: number }>(version, [batch]);
    expect(after.version).toBe(before.version + 1);
  });
});

describe('recall and dispatch at once', () => {
  it('never lets doses leave unnoticed: refused, or on the way with a task for the receiver', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 30; round++) {
      const batch = await story.batch(100);
      const receivers = ['31', '32', '33', '34'];
      const drafts: string[] = [];
      for (const to of receivers) drafts.push(await story.draft('BIOFARMA', to, batch, 10));
      // The recall sets out earlier or later among the dispatches, so that each comes first at times.
      const later = async () => {
        for (let wait = 0; wait < round % 10; wait++) await base.house.database.sql.rows('select 1');
        return change('recall', batch);
      };
      const [recall, ...dispatches] = await Promise.allSettled([
        later(),
        ...drafts.map((id) => story.dispatch(id)),
      ]);
      expect(recall.status).toBe('fulfilled');
      const sent = receivers.filter((_, index) => dispatches[index]!.status === 'fulfilled');
      for (const result of dispatches) {
        if (result.status === 'rejected') expect((result.reason as Problem).code).toBe('batch_recalled');
      }
      outcomes.add(sent.length === 0 ? 'none' : sent.length === receivers.length ? 'all' : 'some');
      expect(codes(await tasksOf(batch))).toEqual(['BIOFARMA', ...sent].sort());
      await expect(story.dispatch(await story.draft('BIOFARMA', '35', batch, 1))).rejects.toMatchObject({
        code: 'batch_recalled',
      });
    }
    expect(outcomes.size).toBeGreaterThan(1);
  });
});

describe('tasks', () => {
  it('opens one for whoever receives stock that was recalled on the way, once however often it is followed', async () => {
    const batch = await story.batch(100);
    const shipment = await story.draft('BIOFARMA', '32', batch, 40);
    await story.dispatch(shipment);
    await change('recall', batch);
    await story.receive(shipment, batch, { accepted: 40 });
    await follow();
    await follow();
    expect(codes(await tasksOf(batch))).toEqual(['32', 'BIOFARMA']);
    // A later holder, who was neither end of a shipment at the recall.
    await story.move('33', batch, 'adjust', 5, 'found');
    await follow();
    const tasks = await tasksOf(batch);
    expect(codes(tasks)).toEqual(['32', '33', 'BIOFARMA']);
    for (const { detail, data } of tasks) expect(detail).toBe(`${data.product}, batch ${data.lot}: test`);
  });

  it('closes them when the batch is released, and follows nothing that was released', async () => {
    const batch = await story.batch(100);
    await change('quarantine', batch);
    expect(await tasksOf(batch, '&open=true')).toHaveLength(1);
    await change('release', batch);
    await follow();
    expect(await tasksOf(batch, '&open=true')).toHaveLength(0);
    const [task] = await tasksOf(batch);
    const maker = door.as(story.person('BIOFARMA', 'warehouse_staff'));
    const answer = await maker.post(`/api/v1/tasks/${task!.id}/acknowledge`).expect(409);
    expect((answer.body as { code: string }).code).toBe('task_closed');
  });

  it('are acknowledged once, by staff of their own place', async () => {
    const batch = await story.batch(100);
    await story.ship('BIOFARMA', '32', batch, 40);
    await change('recall', batch);
    const task = (await tasksOf(batch)).find(({ place }) => place.code === '32')!;
    const path = `/api/v1/tasks/${task.id}/acknowledge`;
    await door.as(story.person('33', 'warehouse_staff')).post(path).expect(404);
    await national().post(path).expect(403);
    const staff = [1, 2].map(() => door.as(story.person('32', 'warehouse_staff')));
    const answers = await Promise.all(staff.map((person) => person.post(path, { note: 'Sudah dipisahkan' })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const lost = answers.find((answer) => answer.status === 409)!;
    expect((lost.body as { code: string }).code).toBe('already_acknowledged');
    expect(await tasksOf(batch, '&open=true')).toHaveLength(1);
  });

  it('opens one to reconcile for doses that the book did not have, seen from above and not from beside', async () => {
    const batch = await story.batch(100);
    const centre = story.centres[1]!.code;
    await story.move(centre, batch, 'administer', 3);
    await follow();
    await follow();
    const tasks = await tasksOf(batch);
    expect(tasks).toHaveLength(1);
    expect(tasks[0]).toMatchObject({ kind: 'reconcile', place: { code: centre } });
    expect(tasks[0]!.detail).toContain(`batch ${tasks[0]!.data.lot}`);
    expect(tasks[0]!.data.warnings?.map(({ code }) => code)).toEqual(['unexplained_doses']);
    const seenBy = async (code: string, role: string) => {
      const answer = await door.as(story.person(code, role)).get(`/api/v1/tasks?batch=${batch}`).expect(200);
      return (answer.body as { items: Task[] }).items.length;
    };
    expect(await seenBy('32', 'officer')).toBe(1);
    expect(await seenBy('33', 'officer')).toBe(0);
    await door.as(story.person('33', 'officer')).get(`/api/v1/tasks?place=32`).expect(404);
  });

  it('are listed page by page', async () => {
    const all = (await national().get('/api/v1/tasks?limit=1000').expect(200)).body as { items: Task[] };
    const ids: string[] = [];
    for (let cursor = ''; ;) {
      const answer = await national()
        .get(`/api/v1/tasks?limit=7${cursor && `&cursor=${cursor}`}`)
        .expect(200);
      const page = answer.body as { items: Task[]; nextCursor: string | null };
      ids.push(...page.items.map(({ id }) => id));
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(ids).toEqual(all.items.map(({ id }) => id));
    await national().get('/api/v1/tasks?cursor=bm9uc2Vuc2U').expect(422);
  });
});
