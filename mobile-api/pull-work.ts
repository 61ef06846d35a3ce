// What a place has to do: tasks, today's sessions with masked names, open vials, open counts; all by page or some by keys.
import type { Context } from '../server/kernel/context.ts';
import { iso } from '../server/kernel/shapes.ts';
import type { Place } from '../server/places/directory.ts';
import { mask } from '../server/schedule/registrant.ts';
import type { Status as AppointmentStatus } from '../server/schedule/statuses.ts';
import { findCountLines } from '../server/store/count-lines.ts';
import { COUNT_COLUMNS, type Count } from '../server/store/count.ts';
import { leftIn, VIAL_COLUMNS, type Vial } from '../server/store/vial.ts';
import type { TaskRow } from '../server/tasks/entities.ts';
import { TASK_SPECS, type TaskKind } from '../server/tasks/kinds.ts';
import { TASK_COLUMNS } from '../server/tasks/tasks.ts';
import { taskDetail } from '../server/tasks/views.ts';
import type { Which } from './pull-stock.ts';
import type { Rows } from './pull-shapes.ts';
import type { PhoneRooms } from './rooms.ts';

/** Those of a table that are open at a place, by page or by keys. */
const which = (table: string, open: string) => /* sql */ `
  ${table}.place_id = $1 and ${open} and ($2::uuid[] is null or ${table}.id = any($2))
    and ($3::uuid is null or ${table}.id > $3) order by ${table}.id limit $4`;

const valuesOf = (place: Place, { after, limit, keys }: Which) => [
  place.id,
  keys ?? null,
  after ?? null,
  limit,
];

function taskOf({ id, kind, data, ...row }: TaskRow): Rows['tasks'][number] {
  const spec = TASK_SPECS[kind as TaskKind];
  const detail = (language: 'id' | 'en') => taskDetail(kind as TaskKind, data, language);
  return {
    id,
    kind: kind as TaskKind,
    title: spec.title,
    detail: { id: detail('id'), en: detail('en') },
    weight: spec.weight,
    batch: row.batchId,
    product: row.productId,
    document: row.documentId,
    canAcknowledge: 'acknowledge' in spec && spec.acknowledge === true,
    openedAt: iso(row.openedAt),
    snoozedUntil: row.snoozedUntil && iso(row.snoozedUntil),
  };
}

/** Open tasks of a place. */
export async function readTasks(ctx: Context, place: Place, asked: Which): Promise<Rows['tasks']> {
  const rows = await ctx.tx.rows<TaskRow>(
    `select ${TASK_COLUMNS} from task t where ${which('t', 't.closed_at is null')}`,
    valuesOf(place, asked),
  );
  return rows.map(taskOf);
}

/** The tasks of a place about some batches, open or not. */
export async function findTasksOf(ctx: Context, place: Place, batches: readonly string[]): Promise<string[]> {
  if (batches.length === 0) return [];
  const rows = await ctx.tx.rows<{ id: string }>(
    'select id from task where place_id = $1 and batch_id = any($2::uuid[])',
    [place.id, batches],
  );
  return rows.map(({ id }) => id);
}

interface AppointmentRow {
  sessionId: string;
  id: string;
  code: string;
  status: AppointmentStatus;
  dose: number;
  startsAt: Date;
  nikHash: Buffer;
  cipher: Buffer;
}

const APPOINTMENTS = /* sql */ `
  select s.session_id as "sessionId", a.id, a.code, a.status, a.dose, s.starts_at as "startsAt", r.nik_hash as "nikHash",
    r.cipher
  from slot s join appointment a on a.slot_id = s.id join registrant r on r.id = a.registrant_id
  where s.session_id = any($1::uuid[]) order by s.starts_at, a.id`;

const SESSIONS = /* sql */ `
  select v.id, v.product_id as product, v.date, to_char(v.start_time, 'HH24:MI') as start,
    to_char(v.end_time, 'HH24:MI') as "end", v.status
  from vaccination_session v where v.date = $5 and ${which('v', 'true')}`;

/** The sessions of a day at a place, with whoever has an appointment, masked. */
export async function readSessions(
  ctx: Context,
  { vault }: PhoneRooms,
  place: Place,
  asked: Which & { day: string },
): Promise<Rows['sessions']> {
  const sessions = await ctx.tx.rows<Omit<Rows['sessions'][number], 'appointments'>>(SESSIONS, [
    ...valuesOf(place, asked),
    asked.day,
  ]);
  if (sessions.length === 0) return [];
  const rows = await ctx.tx.rows<AppointmentRow>(APPOINTMENTS, [sessions.map(({ id }) => id)]);
  return sessions.map((session) => ({
    ...session,
    appointments: rows
      .filter(({ sessionId }) => sessionId === session.id)
      .map(({ id, code, status, dose, startsAt, nikHash, cipher }) => {
        const { name, birthYear } = mask(vault.open({ nikHash, cipher }));
        return { id, code, name, birthYear, dose, start: iso(startsAt), status };
      }),
  }));
}

/** The sessions that some slots belong to. */
export async function findSessionsOf(ctx: Context, slots: readonly string[]): Promise<string[]> {
  if (slots.length === 0) return [];
  const rows = await ctx.tx.rows<{ id: string }>(
    'select distinct session_id as id from slot where id = any($1::uuid[])',
    [slots],
  );
  return rows.map(({ id }) => id);
}

/** The sessions of a day that is over at a place. */
export async function findSessionsOn(ctx: Context, place: Place, day: string): Promise<string[]> {
  const rows = await ctx.tx.rows<{ id: string }>(
    'select id from vaccination_session where place_id = $1 and date = $2',
    [place.id, day],
  );
  return rows.map(({ id }) => id);
}

/** Open vials of a place. */
export async function readVials(ctx: Context, place: Place, asked: Which): Promise<Rows['vials']> {
  const vials = await ctx.tx.rows<Vial>(
    `select ${VIAL_COLUMNS} from vial v where ${which('v', 'v.closed_at is null')}`,
    valuesOf(place, asked),
  );
  return vials.map((vial) => ({
    id: vial.id,
    batch: vial.batchId,
    doses: vial.doses,
    remaining: leftIn(vial),
    openedAt: iso(vial.openedAt),
    discardAt: iso(vial.discardAt),
  }));
}

/** Open counts of a place, with what is to be counted. */
export async function readCounts(ctx: Context, place: Place, asked: Which): Promise<Rows['counts']> {
  const counts = await ctx.tx.rows<Count>(
    `select ${COUNT_COLUMNS} from stock_count c where ${which('c', "c.status in ('started', 'submitted', 'approved')")}`,
    valuesOf(place, asked),
  );
  const rows: Rows['counts'] = [];
  for (const count of counts) {
    const lines = await findCountLines(ctx, count);
    rows.push({
      id: count.id,
      product: count.productId,
      blind: count.blind,
      status: count.status as Rows['counts'][number]['status'],
      startedAt: iso(count.startedAt),
      lines: lines.map(({ batch, available, quarantined, countedAt }) => {
        return { batch, available, quarantined, countedAt: countedAt && iso(countedAt) };
      }),
    });
  }
  return rows;
}
