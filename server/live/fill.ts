// How full vaccination sessions are: absolute counts of the slots that rows of the journal changed, read once for many
// rows. What the doses allow besides is said by `GET /api/v1/availability`.
import type { JournalRow } from '../kernel/journal.ts';
import type { Sql } from '../kernel/sql.ts';
import type { Directory } from '../places/directory.ts';
import type { Outgoing } from './gathering.ts';
import type { Session } from './news.ts';
import { codesOfPath } from './news.ts';

/** Which slots and sessions rows changed, each with the last row that did. */
interface Changed {
  slots: Map<string, number>;
  sessions: Map<string, number>;
}

type FoundSession = Omit<Session, 'seq' | 'place'> & { placeId: string };

const FIND = /* sql */ `
  select v.id, v.place_id as "placeId", r.code as product, v.date, v.status,
    json_agg(json_build_object('id', s.id, 'capacity', s.capacity, 'booked', s.booked) order by s.starts_at) as slots
  from slot s join vaccination_session v on v.id = s.session_id join product r on r.id = v.product_id
  where s.id = any($1::uuid[]) or s.session_id = any($2::uuid[])
  group by v.id, r.code`;

function changedBy(rows: readonly JournalRow[], isWatched: (placeId: string | null) => boolean): Changed {
  const changed: Changed = { slots: new Map(), sessions: new Map() };
  for (const { kind, seq, placeId, documentId, data } of rows) {
    if (kind.startsWith('session.')) {
      if (documentId && isWatched(placeId)) changed.sessions.set(documentId, seq);
    } else if (kind.startsWith('appointment.')) {
      const { slot, from } = data as { slot?: string; from?: { slot: string; place: string } };
      if (slot && isWatched(placeId)) changed.slots.set(slot, seq);
      // Where an appointment was before it was put elsewhere.
      if (from && isWatched(from.place)) changed.slots.set(from.slot, seq);
    }
  }
  return changed;
}

/** The fill of the sessions that these rows changed, at places that somebody watches. */
export async function findFill(
  sql: Sql,
  directory: Directory,
  rows: readonly JournalRow[],
  isWatched: (placeId: string | null) => boolean,
): Promise<Outgoing[]> {
  const { slots, sessions } = changedBy(rows, isWatched);
  if (slots.size + sessions.size === 0) return [];
  const found = await sql.rows<FoundSession>(FIND, [[...slots.keys()], [...sessions.keys()]]);
  return found.map(({ placeId, ...session }) => {
    const seqs = [sessions.get(session.id), ...session.slots.map(({ id }) => slots.get(id))];
    const seq = Math.max(...seqs.filter((one) => one !== undefined));
    const { code, path } = directory.get(placeId);
    return {
      event: 'session',
      seq,
      places: new Set(codesOfPath(path)),
      body: { seq, place: code, ...session },
    };
  });
}
