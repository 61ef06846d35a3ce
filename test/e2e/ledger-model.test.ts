// The ledger against a plain model: thousands of random commands, each verdict and every balance compared.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Problem } from '../../server/kernel/problem.ts';
import { audit } from '../../server/ledger/audit.ts';
import { fixCounts } from '../../server/ledger/count.ts';
import { createMovementCombiner } from '../../server/ledger/combine.ts';
import { reserve } from '../../server/ledger/reserve.ts';
import { reverse } from '../../server/ledger/reverse.ts';
import { BUCKETS, type Bucket, type Line, type Movement, type Posted } from '../../server/ledger/types.ts';
import { systemActor } from '../../server/people/scope.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { LedgerModel, type ModelVerdict } from './ledger-model.ts';
import { createShelf, DAY, minutes, said } from './ledger-shelf.ts';

const RUNS = 120;
const COMMANDS = 70;
const LEAST_COMMANDS = 2000;

let db: TestDatabase;
let shelf: Awaited<ReturnType<typeof createShelf>>;
beforeAll(async () => {
  db = await createTestDatabase();
  db.clock.set(new Date(Math.floor(db.clock.now().getTime() / minutes(1)) * minutes(1)));
  shelf = await createShelf(db.house);
});
afterAll(async () => {
  // Promises are made here without appointments, so only the ledger's own audit applies.
  expect(await audit(db.house.database.sql)).toEqual([]);
  await db.close();
});

interface World {
  batches: string[];
  /** Every movement said so far, accepted or not. */
  told: Movement[];
  commands: number;
}
interface State {
  model: LedgerModel;
  world: World;
}
type Command = fc.AsyncCommand<State, World>;

/** What was answered, in the model's words. */
function short(posted: Posted): ModelVerdict {
  if (posted.outcome === 'repeated') return { outcome: 'repeated', said: [] };
  if (posted.outcome === 'refused') {
    const { available } = posted.problem.params as { available?: number };
    return { outcome: said(posted), said: available === undefined ? [] : [available] };
  }
  const words = posted.warnings.flatMap(({ code, doses }) =>
    doses === undefined ? [code] : [code, doses as number],
  );
  return { outcome: posted.outcome, said: words };
}

async function realBalances(world: World): Promise<Record<string, number>> {
  const kinds = [...BUCKETS, 'allocated', 'promised', 'allowance'] as const;
  const rows = await shelf.sql.rows<
    Record<(typeof kinds)[number], number> & { holder_id: string; batch_id: string }
  >('select * from balance where batch_id = any($1)', [world.batches]);
  return Object.fromEntries(
    rows.flatMap((row) =>
      kinds.flatMap((kind) =>
        row[kind] === 0 ? [] : [[`${row.holder_id}/${row.batch_id}/${kind}`, row[kind]]],
      ),
    ),
  );
}

/** A command that runs in the real ledger and in the model, and compares. */
function command(
  name: string,
  run: (state: State) => Promise<void>,
  check: (state: State) => boolean = () => true,
): Command {
  return {
    check,
    run: async (state, world) => {
      world.commands++;
      db.clock.advance(1000);
      await run(state);
      expect(await realBalances(world)).toEqual(state.model.balances());
    },
    toString: () => name,
  };
}

const place = fc.nat(2);
const batchIndex = fc.nat(3);
const dosesOf = fc.integer({ min: 1, max: 12 });
const ago = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 12 }) },
);
const lineShape = fc.record({
  batch: fc.oneof({ weight: 40, arbitrary: batchIndex }, { weight: 1, arbitrary: fc.constant(-1) }),
  doses: dosesOf,
  from: place,
  to: place,
  way: fc.constantFrom<[Bucket, Bucket]>(
    ['available', 'available'],
    ['available', 'available'],
    ['available', 'administered'],
    ['available', 'wasted'],
    ['available', 'quarantined'],
    ['quarantined', 'available'],
    ['quarantined', 'destroyed'],
    ['unexplained', 'available'],
    ['available', 'unexplained'],
    ['available', 'in_transit'],
    ['in_transit', 'available'],
  ),
  rule: fc.constantFrom('free' as const, 'held' as const, 'fact' as const),
  usable: fc.boolean(),
});
const movementShape = fc.record({ lines: fc.array(lineShape, { minLength: 1, maxLength: 3 }), ago });
type MovementShape = typeof movementShape extends fc.Arbitrary<infer T> ? T : never;

function movementOf(world: World, shape: MovementShape): Movement {
  const lines: Line[] = shape.lines.map(({ batch, doses, from, to, way, rule, usable }) => {
    const virtual =
      way.includes('administered') ||
      way.includes('wasted') ||
      way.includes('destroyed') ||
      way.includes('unexplained');
    return {
      batch: world.batches[batch] ?? '00000000-0000-7000-8000-00000000dead',
      doses,
      from: shelf.at(from, way[0]),
      to: shelf.at(virtual ? from : to, way[1]),
      rule,
      usableOn: usable ? DAY : undefined,
    };
  });
  const movement = shelf.movement(lines);
  movement.occurredAt = new Date(
    Math.floor(db.house.now().getTime() / minutes(1)) * minutes(1) - minutes(shape.ago),
  );
  world.told.push(movement);
  return movement;
}

const register = fc
  .record({ batch: batchIndex, place, doses: fc.integer({ min: 1, max: 40 }), ago })
  .map((shape) =>
    command(`register ${JSON.stringify(shape)}`, async ({ model, world }) => {
      const lines = [
        shelf.line(
          world.batches[shape.batch]!,
          shape.doses,
          shelf.at(shape.place, 'manufactured'),
          shelf.at(shape.place),
        ),
      ];
      const made = shelf.movement(lines, shape.ago);
      world.told.push(made);
      expect((await shelf.postAll(made)).map(short)).toEqual([model.post(made)]);
    }),
  );

const move = fc.array(movementShape, { minLength: 1, maxLength: 4 }).map((shapes) =>
  command(`post ${JSON.stringify(shapes)}`, async ({ model, world }) => {
    const movements = shapes.map((shape) => movementOf(world, shape));
    expect((await shelf.postAll(...movements)).map(short)).toEqual(
      movements.map((movement) => model.post(movement)),
    );
  }),
);

const combine = fc.array(movementShape, { minLength: 2, maxLength: 6 }).map((shapes) =>
  command(`combine ${JSON.stringify(shapes)}`, async ({ model, world }) => {
    const movements = shapes.map((shape) => movementOf(world, shape));
    const combiner = createMovementCombiner(db.house, systemActor);
    const answers = await Promise.all(
      movements.map((movement) =>
        combiner.submit(movement).then(short, (problem: Problem) => short({ outcome: 'refused', problem })),
      ),
    );
    expect(answers).toEqual(movements.map((movement) => model.post(movement)));
  }),
);

const repeat = fc.record({ pick: fc.nat(), same: fc.boolean() }).map(({ pick, same }) =>
  command(
    `repeat ${pick} ${same}`,
    async ({ model, world }) => {
      const earlier = world.told[pick % world.told.length]!;
      const again = same ? earlier : { ...earlier, hash: Buffer.from('other') };
      expect((await shelf.postAll(again)).map(short)).toEqual([model.post(again)]);
    },
    ({ world }) => world.told.length > 0,
  ),
);

const undo = fc.nat().map((pick) =>
  command(
    `reverse ${pick}`,
    async ({ model, world }) => {
      const movement = world.told[pick % world.told.length]!.id;
      const id = db.house.newId();
      const real = await shelf
        .act((ctx) => reverse(ctx, { id, movement, place: shelf.places[0]!, reason: 'test' }))
        .then(short, (problem: Problem) => short({ outcome: 'refused', problem }));
      expect(real).toEqual(model.reverse({ id, movement, now: db.house.now() }));
    },
    ({ world }) => world.told.length > 0,
  ),
);

const change = fc.integer({ min: -5, max: 8 });
const hold = fc
  .record({ place, batch: batchIndex, allocated: change, promised: change, allowance: change })
  .map((shape) =>
    command(`reserve ${JSON.stringify(shape)}`, async ({ model, world }) => {
      const { allocated, promised, allowance } = shape;
      const [holder, batch] = [shelf.places[shape.place]!.id, world.batches[shape.batch]!];
      const real = await shelf
        .act((ctx) => reserve(ctx, holder, [{ batch, allocated, promised, allowance }]))
        .then(
          () => 'reserved',
          (problem: Problem) => problem.code,
        );
      const nothing = !allocated && !promised && !allowance;
      expect(real).toBe(
        nothing ? 'reserved' : model.reserve(holder, batch, { allocated, promised, allowance }),
      );
    }),
  );

const found = fc.integer({ min: 0, max: 30 });
const count = fc
  .record({ place, batch: batchIndex, available: found, quarantined: fc.nat(8), ago })
  .map((shape) =>
    command(`count ${JSON.stringify(shape)}`, async ({ model, world }) => {
      const { available, quarantined } = shape;
      const [holder, batch] = [shelf.places[shape.place]!.id, world.batches[shape.batch]!];
      const at = new Date(
        Math.floor(db.house.now().getTime() / minutes(1)) * minutes(1) - minutes(shape.ago) - 1,
      );
      const counts = [{ batch, at, available, quarantined, reason: 'miscount' }];
      const real = await shelf
        .act((ctx) => fixCounts(ctx, { place: holder, document: db.house.newId(), counts }))
        .then(
          ({ warnings }) => {
            const words = warnings.flatMap(({ code, doses }) => [code, doses as number]);
            return { outcome: 'counted', said: words };
          },
          (problem: Problem) => short({ outcome: 'refused', problem }),
        );
      expect(real).toEqual(model.count(holder, batch, at.getTime(), { available, quarantined }));
    }),
  );

async function world(): Promise<State> {
  const kinds = [
    { status: 'released', expiry: '2031-01-01' },
    { status: 'released', expiry: '2030-06-14' },
    { status: 'recalled', expiry: '2031-01-01' },
    { status: 'released', expiry: DAY },
  ];
  const batches: string[] = [];
  for (const { status, expiry } of kinds) batches.push(await shelf.batch(status, expiry));
  const model = new LedgerModel(new Map(batches.map((batch, index) => [batch, kinds[index]!])));
  return { model, world: { batches, told: [], commands: 0 } };
}

it(
  'answers and holds what the model does, over thousands of random commands',
  { timeout: 180_000 },
  async () => {
    let commands = 0;
    const all = fc.commands([register, register, move, move, combine, repeat, undo, hold, count], {
      maxCommands: COMMANDS,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(all, async (list) => {
        const state = await world();
        await fc.asyncModelRun(() => ({ model: state, real: state.world }), list);
        commands += state.world.commands;
      }),
      { numRuns: RUNS, endOnFailure: false, interruptAfterTimeLimit: 120_000, markInterruptAsFailure: true },
    );
    expect(commands).toBeGreaterThan(LEAST_COMMANDS);
  },
);
