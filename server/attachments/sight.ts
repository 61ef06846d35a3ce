// Who sees an attachment: whoever sees the document that it belongs to.
import type { Context } from '../kernel/context.ts';
import { problems } from '../kernel/problem.ts';
import type { Directory } from '../places/directory.ts';

/** Whether the actor sees the document; undefined when it is none of the asked room's. */
export type DocumentSight = (ctx: Context, document: string) => Promise<boolean | undefined>;

/** Places in whose name a document was written about; appointments are people's, and carry no attachments. */
const PLACES = /* sql */ `select distinct place_id as id from journal
  where document_id = $1 and place_id is not null and kind not like 'appointment.%' limit 50`;

/**
 * A document is seen by the rules of its own room, or else by those above a place that wrote about it.
 * @throws Problem not_found.
 */
export async function mustSeeDocument(
  ctx: Context,
  directory: Directory,
  sights: readonly DocumentSight[],
  document: string,
): Promise<void> {
  for (const sight of sights) {
    const sees = await sight(ctx, document);
    if (sees === true) return;
    if (sees === false) throw problems.not_found();
  }
  const places = await ctx.tx.rows<{ id: string }>(PLACES, [document]);
  if (!places.some(({ id }) => directory.isVisible(ctx.actor, directory.get(id)))) throw problems.not_found();
}
