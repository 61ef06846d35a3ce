// How fast the ledger posts beside pgbench writing the same rows of the same movement on the same server: single
// movements through the combiner against one transaction each, and batches of 500 against 500 in one statement.
import type { House } from '../server/kernel/house.ts';
import { poolContext, transactOneStatement } from '../server/kernel/transaction.ts';
import { createMovementCombiner } from '../server/ledger/combine.ts';
import { post } from '../server/ledger/post.ts';
import type { Movement } from '../server/ledger/types.ts';
import { systemActor } from '../server/people/scope.ts';
import { isMain, median, openGround, peakMemory, pgbench, pour, report } from './support.ts';
import { audit } from '../server/ledger/audit.ts';

export const PLACES = 100;
export const BATCHES = 10;
const ROWS = PLACES * BATCHES;
/** Doses in each balance at first. */
export const HELD = 500_000_000 / PLACES;
const IN_FLIGHT = 256;
const BATCH = 500;

const uuid = (kind: number, n: number) => `0000000${kind}-0000-7000-8000-${String(n).padStart(12, '0')}`;
const places = Array.from({ length: PLACES }, (_, n) => uuid(1, n));
const batches = Array.from({ length: BATCHES }, (_, n) => uuid(2, n));
export const place = (row: number) => places[row % PLACES]!;
export const batch = (row: number) => batches[Math.floor(row / PLACES)]!;
const HASH = Buffer.alloc(16, 1);
let serial = 0;
/** Ids in order of time, as clients make them (UUIDv7), at a cost that does not count against the service. */
function newId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const count = (serial++).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${count}`;
}
export const randomRow = () => Math.floor(Math.random() * ROWS);

/** 100 places with 10 batches each, half a billion doses in each row so that none runs out. */
export async function fill(house: House): Promise<void> {
  await house.database.asOwner(async (sql) => {
    await sql.run(
      /* sql */ `insert into place (id, code, name, level, parent_id, path, time_zone, origin, updated_at)
      select ('00000001-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'BENCH' || n, 'Bench ' || n, 'post', p.id,
        p.path || 'BENCH' || n || '/', 'Asia/Jakarta', 'demo', now()
      from generate_series(0, $1::int - 1) n, place p where p.code = 'ID'`,
      [PLACES],
    );
    await sql.run(
      /* sql */ `insert into batch (id, product_id, lot, expiry, registered_at)
      select ('00000002-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, p.id, 'BENCH' || n, '2099-12-31', now()
      from generate_series(0, $1::int - 1) n, (select id from product limit 1) p`,
      [BATCHES],
    );
  });
  const ctx = poolContext(house, systemActor);
  const filled = await post(
    ctx,
    Array.from({ length: ROWS }, (_, row) => ({
      id: house.newId(),
      kind: 'batch.registered',
      place: place(row),
      occurredAt: ctx.now,
      lines: [
        {
          batch: batch(row),
          doses: HELD,
          from: { holder: place(row), bucket: 'manufactured' },
          to: { holder: place(row), bucket: 'available' },
          rule: 'held',
        },
      ],
    })),
  );
  if (filled.some((verdict) => verdict.outcome !== 'recorded'))
    throw new Error('The bench could not be filled');
  await house.database.asOwner((sql) => sql.rows('vacuum analyze'));
}

export function movement(house: House, row: number): Movement {
  const holder = place(row);
  return {
    id: newId(),
    hash: HASH,
    kind: 'movement.administer',
    place: holder,
    actor: systemActor.id,
    occurredAt: house.now(),
    data: { doses: 1, batch: batch(row) },
    lines: [
      {
        batch: batch(row),
        doses: 1,
        from: { holder, bucket: 'available' },
        to: { holder, bucket: 'administered' },
        rule: 'fact',
        usableOn: '2026-01-01',
      },
    ],
  };
}

const PLACE = `('00000001-0000-7000-8000-' || lpad((:row::int % ${PLACES})::text, 12, '0'))::uuid`;
const LOT = `('00000002-0000-7000-8000-' || lpad((:row::int / ${PLACES})::text, 12, '0'))::uuid`;

/** The plain SQL of one such movement, a transaction of its own. */
export const SINGLE = `\\set row random(0, ${ROWS - 1})
begin;
insert into journal_key (id, hash, recorded_at) values (uuidv7(), '\\x01010101010101010101010101010101', now()) returning id \\gset
insert into journal (id, kind, place_id, actor_id, occurred_at, recorded_at, data, touched) values (:id, 'movement.administer', ${PLACE}, '${systemActor.id}', now(), now(), jsonb_build_object('doses', 1, 'batch', ${LOT}), array[${PLACE}, ${LOT}]);
update balance set available = available - 1, administered = administered + 1, version = version + 1, last_occurred_at = greatest(last_occurred_at, now()) where holder_id = ${PLACE} and batch_id = ${LOT} and available - allocated - promised - allowance >= 1 returning available, quarantined, version \\gset
insert into posting (journal_id, line, holder_id, batch_id, bucket, doses, occurred_at, recorded_at) values (:id, 1, ${PLACE}, ${LOT}, 'available', -1, now(), now());
insert into posting (journal_id, line, holder_id, batch_id, bucket, doses, occurred_at, recorded_at) values (:id, 1, ${PLACE}, ${LOT}, 'administered', 1, now(), now());
insert into answer (id, recorded_at, status, body) values (:id, now(), 201, jsonb_build_object('id', :id::text, 'verdict', 'recorded', 'warnings', '[]'::jsonb, 'balances', jsonb_build_array(jsonb_build_object('place', 'BENCH1', 'batch', ${LOT}, 'onHand', :available::int, 'available', :available::int, 'reserved', 0, 'free', :available::int, 'quarantined', :quarantined::int, 'version', :version::bigint))));
commit;
`;

/**
 * 500 of them in one statement, under the same rules: the rows are locked in one order, for two such statements on the
 * same rows would deadlock, and nothing is written for a balance that does not hold the doses.
 */
export const MANY = `with m as materialized (
  select uuidv7() as id, ('00000001-0000-7000-8000-' || lpad((r % ${PLACES})::text, 12, '0'))::uuid as place,
    ('00000002-0000-7000-8000-' || lpad((r / ${PLACES})::text, 12, '0'))::uuid as batch
  from (select floor(random() * ${ROWS})::int as r from generate_series(1, ${BATCH})) g
), locked as materialized (
  select b.holder_id, b.batch_id, n.doses from balance b
  join (select place, batch, count(*)::int as doses from m group by 1, 2) n on b.holder_id = n.place and b.batch_id = n.batch
  order by 1, 2 for update of b
), u as (
  update balance b set available = available - d.doses, administered = administered + d.doses, version = version + 1,
    last_occurred_at = greatest(last_occurred_at, now())
  from locked d
  where b.holder_id = d.holder_id and b.batch_id = d.batch_id and available - allocated - promised - allowance >= d.doses
  returning b.holder_id, b.batch_id
), ok as materialized (
  select m.* from m join u on u.holder_id = m.place and u.batch_id = m.batch
), k as (
  insert into journal_key (id, hash, recorded_at) select id, '\\x01010101010101010101010101010101', now() from ok
), j as (
  insert into journal (id, kind, place_id, actor_id, occurred_at, recorded_at, data, touched)
  select id, 'movement.administer', place, '${systemActor.id}', now(), now(), jsonb_build_object('doses', 1, 'batch', batch), array[place, batch] from ok
), p as (
  insert into posting (journal_id, line, holder_id, batch_id, bucket, doses, occurred_at, recorded_at)
  select id, 1, place, batch, s.bucket, s.doses, now(), now() from ok, (values ('available'::bucket, -1), ('administered', 1)) s(bucket, doses)
)
select count(*) from ok;
`;

interface Pair {
  ours: number;
  rival: number;
}

/** One after the other, so often, so that a busy machine slows both. */
async function alternate(
  times: number,
  ours: () => Promise<number>,
  rival: () => Promise<number>,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round < times; round++) pairs.push({ rival: await rival(), ours: await ours() });
  return pairs;
}

function row(what: string, pairs: Pair[], target: number): Record<string, unknown> {
  const ours = Math.round(median(pairs.map((pair) => pair.ours)));
  const rival = Math.round(median(pairs.map((pair) => pair.rival)));
  const ratio = Number((ours / rival).toFixed(2));
  return { what, 'ours/s': ours, 'pgbench/s': rival, ratio, target, met: ratio >= target };
}

/** Runs the bench; `seconds` and `times` may be lowered for a quick look. */
export async function run({ seconds = 5, times = 5 } = {}): Promise<boolean> {
  const { url, house, close } = await openGround();
  try {
    await fill(house);
    const combiner = createMovementCombiner(house, systemActor);
    const single = () => pour(IN_FLIGHT, seconds, () => combiner.submit(movement(house, randomRow())));
    const many = async () => {
      const rate = await pour(2, seconds, async () => {
        const movements = Array.from({ length: BATCH }, () => movement(house, randomRow()));
        const verdicts = await transactOneStatement(house, systemActor, (ctx) => post(ctx, movements));
        if (verdicts.some(({ outcome }) => outcome !== 'recorded'))
          throw new Error('A movement was not recorded');
      });
      return rate * BATCH;
    };
    const rivalSingle = () => pgbench({ url, script: SINGLE, clients: 8, seconds });
    const rivalMany = async () => (await pgbench({ url, script: MANY, clients: 2, seconds })) * BATCH;

    const singles = await alternate(times, single, rivalSingle);
    const memory = peakMemory();
    const manys = await alternate(times, many, rivalMany);
    // pgbench wrote the balances by its own SQL: that they still equal the postings shows that it wrote the same rows.
    const findings = await audit(house.database.sql);
    const rows = [
      row('single movements, 256 in flight', singles, 3),
      row('batches of 500', manys, 0.7),
      { what: 'peak memory, MB', 'ours/s': memory, target: 350, met: memory < 350 },
      { what: 'audit findings', 'ours/s': findings.length, target: 0, met: findings.length === 0 },
    ];
    await report('ledger', rows, { singles, manys });
    return rows.every((found) => found.met);
  } finally {
    await close();
  }
}

if (isMain(import.meta.filename)) process.exitCode = (await run()) ? 0 : 1;
