// The audit: who did and saw what, append-only. Ordinary requests are noted in memory and written together every
// second; sign-ins, refusals and sight of personal data are written at once. Never personal data, never a token.
import type { Actor, Context } from '../kernel/context.ts';
import type { DoorOptions } from '../kernel/door.ts';
import type { House } from '../kernel/house.ts';
import type { Sql } from '../kernel/sql.ts';
import { isSignedIn, systemActor } from './scope.ts';

const FLUSH_MS = 1000;
const FLUSH_AT = 500;
const LARGEST_INSERT = 1000;
const MOST_WAITING = 20_000;
/** So many refusals of nobody in particular are noted between two flushes; a flood of them is only counted. */
const MOST_ANONYMOUS = 100;

export interface AuditEntry {
  /** A word or a route: `sign_in`, `get /api/v1/stock`. */
  action: string;
  /** By default whoever acts in the context, or nobody. */
  actor?: Actor;
  /** The id or code of what it was done to or of what was seen. */
  subject?: string | null;
  /** By default the place where the actor belongs. */
  placeId?: string | null;
  /** `ok` by default, else the code of the problem. */
  outcome?: string;
  address?: string;
  detail?: Record<string, unknown>;
}

type Seen = Parameters<NonNullable<DoorOptions['onAnswer']>>[0];

export interface Auditor {
  /** Notes an entry in memory, to be written within a second. Takes microseconds. */
  note(entry: AuditEntry & { actor: Actor }): void;
  /** Writes an entry within the caller's transaction: it is there if and only if what it tells of is. */
  noteNow(ctx: Pick<Context, 'tx' | 'now' | 'newId' | 'actor'>, entry: AuditEntry): Promise<void>;
  /** Notes an answered request; the door calls it. */
  onAnswer(seen: Seen): void;
  /** Writes all that waits. */
  flush(): Promise<void>;
  /** Writes all that waits and ends the timer. */
  stop(): Promise<void>;
}

interface Row {
  id: string;
  at: Date;
  actor_id: string | null;
  actor_name: string;
  action: string;
  subject: string | null;
  place_id: string | null;
  outcome: string;
  address: string | null;
  detail: Record<string, unknown>;
}

function rowOf(entry: AuditEntry & { actor: Actor }, id: string, at: Date): Row {
  const known = isSignedIn(entry.actor);
  return {
    id,
    at,
    actor_id: known ? entry.actor.id : null,
    actor_name: entry.actor.name,
    action: entry.action,
    subject: entry.subject ?? null,
    place_id: entry.placeId ?? (known ? entry.actor.unit.id : null),
    outcome: entry.outcome ?? 'ok',
    address: entry.address ?? null,
    detail: entry.actor.device ? { ...entry.detail, device: entry.actor.device.id } : (entry.detail ?? {}),
  };
}

async function insert(sql: Sql, rows: readonly Row[]): Promise<void> {
  await sql.run(
    /* sql */ `insert into audit (id, at, actor_id, actor_name, action, subject, place_id, outcome, address, detail)
      select id, at, actor_id, actor_name, action, subject, place_id, outcome, address, detail
      from jsonb_to_recordset($1) as e(id uuid, at timestamptz, actor_id uuid, actor_name text, action text,
        subject text, place_id uuid, outcome text, address text, detail jsonb)`,
    [JSON.stringify(rows)],
  );
}

const NIK_OR_PHONE = /^(\d{16}|(\+?62|0)8\d{6,12})$/;

/** What the parameters of a path stand for, slashes between; whatever might be personal data is starred. */
export function subjectOf(pattern: string, path: string): string | null {
  if (!pattern.includes(':')) return null;
  const values = path.split('/');
  const found = pattern
    .split('/')
    .flatMap((part, index) => (part.startsWith(':') ? [values[index] ?? ''] : []));
  return found
    .map((value) => (/^[\w.-]{1,64}$/.test(value) && !NIK_OR_PHONE.test(value) ? value : '***'))
    .join('/');
}

/** These note themselves, with the account they were about. */
const notesItself = (path: string) => path.startsWith('/api/v1/auth/');

/** Makes the auditor of this process and starts its timer. */
export function createAuditor(house: House): Auditor {
  const waiting: (() => Row)[] = [];
  let lost = 0;
  let anonymous = 0;
  let failing = false;
  let running: Promise<void> | undefined;
  const timer = setInterval(() => void flush(), FLUSH_MS);
  timer.unref();

  function add(make: () => Row): void {
    if (waiting.length >= MOST_WAITING) lost++;
    else waiting.push(make);
    if (waiting.length >= FLUSH_AT && !failing) void flush();
  }

  async function write(): Promise<void> {
    anonymous = 0;
    while (waiting.length > 0 || lost > 0) {
      const taken = waiting.slice(0, LARGEST_INSERT).map((make) => make());
      const missing = lost;
      try {
        await insert(house.database.sql, missing > 0 ? [...taken, lostRow(missing)] : taken);
        failing = false;
      } catch (error) {
        failing = true; // The timer tries again, not each request.
        house.log.error(
          { err: error, waiting: waiting.length },
          'the audit could not be written and is kept for later',
        );
        return;
      }
      waiting.splice(0, taken.length);
      lost -= missing;
    }
  }

  function lostRow(count: number): Row {
    const entry = { action: 'audit.lost', actor: systemActor, outcome: 'lost', detail: { count } };
    return rowOf(entry, house.newId(), house.now());
  }

  function flush(): Promise<void> {
    running ??= write().finally(() => (running = undefined));
    return running;
  }

  function note(entry: AuditEntry & { actor: Actor }): void {
    const at = house.now();
    add(() => rowOf(entry, house.newId(), at));
  }

  return {
    note,
    noteNow: (ctx, entry) =>
      insert(ctx.tx, [rowOf({ ...entry, actor: entry.actor ?? ctx.actor }, ctx.newId(), ctx.now)]),
    onAnswer({ actor, route, path, status, code, ip }) {
      if (notesItself(route.path)) return;
      if (!isSignedIn(actor)) {
        if (status < 400) return; // Nobody saw what everybody may see.
        if (++anonymous > MOST_ANONYMOUS) return void lost++;
      }
      const at = house.now();
      const outcome = code ?? (status < 400 ? 'ok' : String(status));
      const make = () => ({
        action: `${route.method} ${route.path}`,
        actor,
        subject: subjectOf(route.path, path),
        outcome,
        address: ip,
      });
      add(() => rowOf(make(), house.newId(), at));
    },
    flush,
    async stop() {
      clearInterval(timer);
      await flush();
      await flush(); // Once more for what arrived while the first was under way.
    },
  };
}
