// What ledger_post is given: arrays as PostgreSQL literals, and each balance named once, in the order of its locks.
import type { Context } from '../kernel/context.ts';
import { BUCKETS, type Line, type Movement } from './types.ts';

const ordinal = Object.fromEntries(BUCKETS.map((bucket, index) => [bucket, index + 1])) as Record<
  string,
  number
>;
/** From this one on a bucket is virtual: it may be negative. */
const VIRTUAL = ordinal.unexplained!;
const NO_HASH = Buffer.alloc(0);
const MOST = 2_147_483_647;

// Literals are written here rather than by the driver, which looks at every character of every element.
const list = (values: readonly (string | number | boolean)[]) => `{${values.join(',')}}`;
/** Null instead of an array in which all is null. */
const sparse = (values: readonly (string | undefined)[]) =>
  values.some((value) => value !== undefined)
    ? `{${values.map((value) => value ?? 'null').join(',')}}`
    : null;
const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** A balance that the movements name. */
interface Key {
  name: string;
  holder: string;
  batch: string;
  /** Whether the row is made when there is none: it receives doses, or gives what the book lacks. */
  wanted: boolean;
  position: number;
}

/** What the lines say, a column for each argument, and every balance that they name, once. */
class Columns {
  readonly movement: number[] = [];
  readonly doses: number[] = [];
  readonly from: Key[] = [];
  readonly fromBucket: number[] = [];
  readonly to: Key[] = [];
  readonly toBucket: number[] = [];
  readonly rule: string[] = [];
  readonly usableOn: (string | undefined)[] = [];
  private readonly byName = new Map<string, Key>();

  private key(holder: string, batch: string): Key {
    const name = `${holder},${batch}`.toLowerCase();
    const known = this.byName.get(name);
    if (known) return known;
    const key = { name, holder, batch, wanted: false, position: 0 };
    this.byName.set(name, key);
    return key;
  }

  add(movement: number, line: Line): void {
    const { doses, batch } = line;
    if (!Number.isInteger(doses) || doses < 1 || doses > MOST)
      throw new Error(`A line cannot move ${doses} doses`);
    const fromBucket = ordinal[line.from.bucket]!;
    const from = this.key(line.from.holder, batch);
    const to = line.to.holder === line.from.holder ? from : this.key(line.to.holder, batch);
    to.wanted = true;
    if (line.rule === 'fact' || fromBucket >= VIRTUAL) from.wanted = true;
    this.movement.push(movement);
    this.doses.push(doses);
    this.from.push(from);
    this.fromBucket.push(fromBucket);
    this.to.push(to);
    this.toBucket.push(ordinal[line.to.bucket]!);
    this.rule.push(line.rule);
    this.usableOn.push(line.usableOn);
  }

  /** The balances, numbered from 1 in the order in which PostgreSQL sorts UUIDs, which is that of their locks. */
  keys(): Key[] {
    const keys = [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    keys.forEach((key, index) => (key.position = index + 1));
    return keys;
  }
}

/** Each batch once, with its position. */
function lotsOf(keys: readonly Key[]): Map<string, number> {
  const lots = new Map<string, number>();
  for (const { batch } of keys) if (!lots.has(batch)) lots.set(batch, lots.size + 1);
  return lots;
}

/** What a movement's journal row carries, with what the request's command adds to its own row. */
function dataOf({ command }: Context, { id, data }: Movement): string {
  const said = command?.data && command.id === id ? { ...data, ...command.data } : data;
  return said ? quote(JSON.stringify(said)) : '"{}"';
}

/** The balances of a movement, as the journal names them: holder, batch, holder, batch, … */
function touched({ lines }: Movement): string {
  const pairs = lines.map(({ batch, from, to }) =>
    from.holder === to.holder ? `${from.holder},${batch}` : `${from.holder},${batch},${to.holder},${batch}`,
  );
  return `"{${pairs.join(',')}}"`;
}

/** The arguments of ledger_post in its order. @throws Error for a line that moves no whole, positive doses. */
export function argumentsOf(ctx: Context, movements: readonly Movement[], keepAnswers: boolean): unknown[] {
  const columns = new Columns();
  movements.forEach((movement, index) => movement.lines.forEach((line) => columns.add(index + 1, line)));
  const keys = columns.keys();
  const lots = lotsOf(keys);
  const hashOf = (movement: Movement) =>
    (movement.hash ?? (ctx.command?.id === movement.id ? ctx.command.hash : NO_HASH)).toString('hex');
  return [
    ctx.now,
    keepAnswers,
    list(movements.map((m) => m.id)),
    list(movements.map((m) => `"\\\\x${hashOf(m)}"`)),
    list(movements.map((m) => quote(m.kind))),
    list(movements.map((m) => m.place)),
    sparse(movements.map((m) => m.document)),
    list(movements.map((m) => m.actor ?? ctx.actor.id)),
    sparse(movements.map((m) => m.device ?? ctx.actor.device?.id)),
    list(movements.map((m) => m.occurredAt.toISOString())),
    sparse(movements.map((m) => m.reverses)),
    list(movements.map((m) => dataOf(ctx, m))),
    list(movements.map(touched)),
    sparse(movements.map((m) => (m.warnings?.length ? quote(JSON.stringify(m.warnings)) : undefined))),
    list(keys.map((key) => key.holder)),
    list(keys.map((key) => key.batch)),
    list(keys.map((key) => key.wanted)),
    list(keys.map((key) => lots.get(key.batch)!)),
    list([...lots.keys()]),
    list(columns.movement),
    list(columns.doses),
    list(columns.from.map((key) => key.position)),
    list(columns.fromBucket),
    list(columns.to.map((key) => key.position)),
    list(columns.toBucket),
    list(columns.rule),
    sparse(columns.usableOn),
  ];
}
