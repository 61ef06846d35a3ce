// What ledger_post is given: arrays as PostgreSQL literals, and each balance named once, in the order of its locks.
import type { Context } from '../kernel/context.ts';
import { BUCKETS, type Account, type Line, type Movement } from './types.ts';

const ordinal = Object.fromEntries(BUCKETS.map((bucket, index) => [bucket, index + 1])) as Record<
  string,
  number
>;
const NO_HASH = Buffer.alloc(0);
const MOST = 2_147_483_647;

// Literals written here rather than by the driver, which looks at every character of every element.
const plain = (values: readonly (string | number | boolean | undefined)[]) =>
  `{${values.map((value) => value ?? 'null').join(',')}}`;
const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
const quoted = (values: readonly (string | undefined)[]) =>
  `{${values.map((value) => (value === undefined ? 'null' : quote(value))).join(',')}}`;
/** Null instead of an array in which all is null. */
const sparse = (
  values: readonly (string | undefined)[],
  write: (values: readonly (string | undefined)[]) => string = plain,
) => (values.some((value) => value !== undefined) ? write(values) : null);

interface Key {
  holder: string;
  batch: string;
  /** Whether the row is made when there is none: it receives doses, or gives what the book lacks. */
  wanted: boolean;
  position: number;
}

/** Every balance that the movements name, once, sorted as PostgreSQL sorts UUIDs. */
class Keys {
  private readonly byName = new Map<string, Key>();

  add(account: Account, { batch }: Line, wanted: boolean): Key {
    const name = `${account.holder},${batch}`.toLowerCase();
    let key = this.byName.get(name);
    if (!key) {
      const [holder, lot] = name.split(',') as [string, string];
      this.byName.set(name, (key = { holder, batch: lot, wanted: false, position: 0 }));
    }
    key.wanted ||= wanted;
    return key;
  }

  sorted(): Key[] {
    const names = [...this.byName].sort(([a], [b]) => (a < b ? -1 : 1));
    return names.map(([, key], index) => {
      key.position = index + 1;
      return key;
    });
  }
}

function checkDoses(doses: number): number {
  if (!Number.isInteger(doses) || doses < 1 || doses > MOST)
    throw new Error(`A line cannot move ${doses} doses`);
  return doses;
}

function linesOf(movements: readonly Movement[]) {
  const keys = new Keys();
  const lines = movements.flatMap((movement, index) =>
    movement.lines.map((line) => ({
      ...line,
      movement: index + 1,
      doses: checkDoses(line.doses),
      fromKey: keys.add(line.from, line, line.rule === 'fact' || ordinal[line.from.bucket]! >= 7),
      toKey: keys.add(line.to, line, true),
    })),
  );
  const sorted = keys.sorted();
  // Each batch once, with its position.
  const lots = new Map<string, number>();
  for (const { batch } of sorted) if (!lots.has(batch)) lots.set(batch, lots.size + 1);
  return { lines, keys: sorted, lots };
}

/** The balances of a movement, as the journal names them: holder, batch, holder, batch, … */
const touched = ({ lines }: Movement) =>
  `{${lines.map((l) => (l.from.holder === l.to.holder ? `${l.from.holder},${l.batch}` : `${l.from.holder},${l.batch},${l.to.holder},${l.batch}`)).join(',')}}`;

const bytes = (hash: Buffer) => `"\\\\x${hash.toString('hex')}"`;

/** The arguments of ledger_post in its order. @throws Error for a line that moves no whole, positive doses. */
export function argumentsOf(ctx: Context, movements: readonly Movement[], keepAnswers: boolean): unknown[] {
  const { lines, keys, lots } = linesOf(movements);
  const hashOf = (movement: Movement) =>
    movement.hash ?? (ctx.command?.id === movement.id ? ctx.command.hash : NO_HASH);
  return [
    ctx.now,
    keepAnswers,
    plain(movements.map((m) => m.id)),
    plain(movements.map((m) => bytes(hashOf(m)))),
    quoted(movements.map((m) => m.kind)),
    plain(movements.map((m) => m.place)),
    sparse(movements.map((m) => m.document)),
    plain(movements.map((m) => m.actor ?? ctx.actor.id)),
    sparse(movements.map((m) => m.device)),
    plain(movements.map((m) => m.occurredAt.toISOString())),
    sparse(movements.map((m) => m.reverses)),
    quoted(movements.map((m) => JSON.stringify(m.data ?? {}))),
    quoted(movements.map(touched)),
    sparse(
      movements.map((m) => (m.warnings?.length ? JSON.stringify(m.warnings) : undefined)),
      quoted,
    ),
    plain(keys.map((key) => key.holder)),
    plain(keys.map((key) => key.batch)),
    plain(keys.map((key) => key.wanted)),
    plain(keys.map((key) => lots.get(key.batch))),
    plain([...lots.keys()]),
    plain(lines.map((l) => l.movement)),
    plain(lines.map((l) => l.doses)),
    plain(lines.map((l) => l.fromKey.position)),
    plain(lines.map((l) => ordinal[l.from.bucket])),
    plain(lines.map((l) => l.toKey.position)),
    plain(lines.map((l) => ordinal[l.to.bucket])),
    plain(lines.map((l) => l.rule)),
    sparse(lines.map((l) => l.usableOn)),
  ];
}
