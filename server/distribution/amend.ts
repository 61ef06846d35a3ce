// A draft is written anew, under its lock: it stays the same shipment, with its number and its package.
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import type { Place } from '../places/directory.ts';
import { newsOf, type DraftLine } from './draft.ts';
import { checkAllowed, type Shipment } from './shipment.ts';

export interface AmendShipment {
  /** As read under its lock. */
  shipment: Shipment;
  from: Place;
  to: Place;
  lines: readonly DraftLine[];
}

/** Changes where a draft goes and what is in it. @throws Problem shipment_not_draft. */
export async function amendShipment(
  ctx: Context,
  { shipment, from, to, lines }: AmendShipment,
): Promise<void> {
  checkAllowed('cancel', shipment); // as a draft may be cancelled, so it may be changed
  await ctx.tx.run(
    `update shipment set to_id = $2, revision = revision + 1 where id = $1 and status = 'draft'`,
    [shipment.id, to.id],
  );
  await ctx.tx.run('delete from shipment_line where shipment_id = $1', [shipment.id]);
  await ctx.tx.run(
    /* sql */ `insert into shipment_line (shipment_id, line, batch_id, doses)
      select $1, line, batch, doses from unnest($2::uuid[], $3::int[]) with ordinality l(batch, doses, line)`,
    [shipment.id, lines.map(({ batch }) => batch.id), lines.map(({ doses }) => doses)],
  );
  const told = lines.map(({ batch, doses }) => ({ batch: batch.id, doses }));
  await record(ctx, [
    {
      id: ctx.newId(),
      kind: 'shipment.amended',
      placeId: from.id,
      documentId: shipment.id,
      data: newsOf(shipment, from, to, 'draft', { lines: told }),
    },
  ]);
}
