// Checks of vial monitors: stages A and B are noted; at C or D the doses leave the usable stock at once, with a task.
import type { Batch } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { VVM_STAGES } from '../ledger/movement.ts';
import { postOne } from '../ledger/post.ts';
import { checkDoses, occurredAtOf } from '../ledger/times.ts';
import type { Warning } from '../ledger/types.ts';
import type { Place } from '../places/directory.ts';
import { openTasks } from '../tasks/tasks.ts';

export type Stage = (typeof VVM_STAGES)[number];

export interface CheckVvm {
  id: string;
  place: Place;
  batch: Batch;
  doses: number;
  stage: Stage;
  note?: string;
  checkedAt?: Date;
  warnings: readonly Warning[];
}

/**
 * Records a check, in the caller's transaction. Doses at stage C or D are a fact: what the book lacks of them comes from
 * `unexplained`, and they are in quarantine. @throws Problem doses_absurd, time_in_future, time_too_old.
 */
export async function checkVvm(ctx: Context, command: CheckVvm): Promise<Warning[]> {
  const { id, place, batch, stage, note } = command;
  const doses = checkDoses(ctx, command.doses);
  const checkedAt = occurredAtOf(ctx, command.checkedAt);
  const unusable = stage === 'C' || stage === 'D';
  await ctx.tx.run(
    /* sql */ `insert into vvm_check (id, place_id, batch_id, doses, stage, note, checked_at, checked_by, movement_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, place.id, batch.id, doses, stage, note ?? null, checkedAt, ctx.actor.id, unusable ? id : null],
  );
  const data = { batch: batch.id, product: batch.product.id, doses, vvm: stage, note };
  if (!unusable) {
    const warned = command.warnings.length > 0 && { warnings: command.warnings };
    await record(ctx, [
      {
        id,
        kind: 'vvm.checked',
        placeId: place.id,
        documentId: id,
        occurredAt: checkedAt,
        data: { ...data, ...warned },
      },
    ]);
    return [...command.warnings];
  }
  const posted = await postOne(ctx, {
    id,
    kind: 'vvm.quarantined',
    place: place.id,
    document: id,
    occurredAt: checkedAt,
    lines: [
      {
        batch: batch.id,
        doses,
        rule: 'fact',
        from: { holder: place.id, bucket: 'available' },
        to: { holder: place.id, bucket: 'quarantined' },
      },
    ],
    data: { ...data, reason: 'vvm' },
    warnings: [...command.warnings],
  });
  await openTasks(ctx, [
    {
      kind: 'vvm_unusable',
      placeId: place.id,
      batchId: batch.id,
      productId: batch.product.id,
      documentId: id,
      causeId: id,
      data: { product: batch.product.name, lot: batch.lot, doses, stage },
    },
  ]);
  return posted.warnings;
}
