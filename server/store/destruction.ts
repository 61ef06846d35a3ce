// Destruction (pemusnahan): doses in quarantine, or unusable ones on the shelf, are destroyed before witnesses, under the
// number of an official record that a place uses once.
import type { Batch } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import { postOne } from '../ledger/post.ts';
import { ledgerProblems } from '../ledger/problems.ts';
import { checkDoses, occurredAtOf } from '../ledger/times.ts';
import type { Line, Warning } from '../ledger/types.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { storeProblems } from './problems.ts';

export const METHODS = [
  'incineration',
  'autoclave',
  'chemical',
  'encapsulation',
  'burial',
  'third_party',
  'other',
] as const;

export interface Witness {
  name: string;
  position: string;
}

export interface Destroy {
  id: string;
  place: Place;
  lines: readonly { batch: Batch; doses: number }[];
  beritaAcara: string;
  witnesses: readonly Witness[];
  method: (typeof METHODS)[number];
  note?: string;
  occurredAt?: Date;
  warnings: readonly Warning[];
}

interface Held {
  batch: string;
  quarantined: number;
  available: number;
  status: string;
}

const LOCK = /* sql */ `
  select from balance where holder_id = $1 and batch_id = any($2::uuid[]) order by holder_id, batch_id for update`;
const HELD = /* sql */ `
  select b.batch_id as batch, b.quarantined, b.available, t.status
  from balance b join batch t on t.id = b.batch_id where b.holder_id = $1 and b.batch_id = any($2::uuid[])`;

/** From quarantine first; from the shelf only what may not be used any more. */
function partsOf(line: Destroy['lines'][number], held: Held | undefined, day: string) {
  const { batch, doses } = line;
  const { quarantined = 0, available = 0, status = 'released' } = held ?? {};
  const fromQuarantine = Math.min(quarantined, doses);
  const rest = doses - fromQuarantine;
  if (rest > 0 && available + quarantined < doses)
    throw ledgerProblems.insufficient_stock({
      batch: batch.id,
      asked: doses,
      available: available + quarantined,
    });
  if (rest > 0 && status === 'released' && batch.expiry >= day)
    throw storeProblems.not_destroyable({ lot: batch.lot, batch: batch.id, quarantined, asked: doses });
  return { batch, quarantined: fromQuarantine, available: rest };
}

/**
 * Destroys doses, all lines or none, in the caller's transaction.
 * @throws Problem berita_acara_used, not_destroyable for doses that are still usable, insufficient_stock, doses_absurd,
 *   time_in_future, time_too_old.
 */
export async function destroy(ctx: Context, command: Destroy): Promise<Warning[]> {
  const { id, place, lines, beritaAcara, witnesses, method, note } = command;
  const occurredAt = occurredAtOf(ctx, command.occurredAt);
  lines.forEach(({ doses }, index) => checkDoses(ctx, doses, `/lines/${index}/doses`));
  await ctx.tx.run(
    /* sql */ `insert into destruction (id, place_id, berita_acara, method, witnesses, note, occurred_at, recorded_at,
        recorded_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      id,
      place.id,
      beritaAcara,
      method,
      JSON.stringify(witnesses),
      note ?? null,
      occurredAt,
      ctx.now,
      ctx.actor.id,
    ],
  );
  const batches = lines.map(({ batch }) => batch.id);
  await ctx.tx.rows(LOCK, [place.id, batches]);
  const held = new Map((await ctx.tx.rows<Held>(HELD, [place.id, batches])).map((row) => [row.batch, row]));
  const day = localDay(occurredAt, place.timeZone);
  const parts = lines.map((line) => partsOf(line, held.get(line.batch.id), day));
  await ctx.tx.run(
    /* sql */ `insert into destruction_line (destruction_id, batch_id, quarantined, available)
      select $1, l.* from unnest($2::uuid[], $3::int[], $4::int[]) l`,
    [id, batches, parts.map((part) => part.quarantined), parts.map((part) => part.available)],
  );
  const posted = await postOne(ctx, {
    id,
    kind: 'destruction.done',
    place: place.id,
    document: id,
    occurredAt,
    lines: parts.flatMap(({ batch, ...doses }) =>
      (['quarantined', 'available'] as const)
        .filter((bucket) => doses[bucket] > 0)
        .map((bucket): Line => ({
          batch: batch.id,
          doses: doses[bucket],
          rule: 'held',
          from: { holder: place.id, bucket },
          to: { holder: place.id, bucket: 'destroyed' },
        })),
    ),
    // Names of witnesses are personal data and stay out of the journal.
    data: {
      beritaAcara,
      method,
      doses: lines.reduce((sum, line) => sum + line.doses, 0),
      lines: lines.map(({ batch, doses }) => ({ batch: batch.id, doses })),
    },
    warnings: [...command.warnings],
  });
  return posted.warnings;
}
