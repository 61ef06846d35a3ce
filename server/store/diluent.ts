// A vaccine that is mixed takes one vial of its diluent for each of its own. What is short is flagged, not refused: the
// vial has been opened.
import type { Product } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import { postOne } from '../ledger/post.ts';
import { suggestFirstExpiry } from '../ledger/stock.ts';
import type { Warning } from '../ledger/types.ts';
import type { Place } from '../places/directory.ts';

export interface DiluentUse {
  place: Place;
  diluent: Product;
  vial: string;
  occurredAt: Date;
}

/** Uses one vial of diluent, first expiry first; the ledger has it as given. @returns what was short, as a warning. */
export async function useDiluent(ctx: Context, use: DiluentUse): Promise<Warning[]> {
  const { place, diluent, vial, occurredAt } = use;
  const { picks, missing } = await suggestFirstExpiry(ctx, {
    place,
    product: diluent.id,
    doses: diluent.dosesPerVial,
  });
  const warnings: Warning[] = [];
  for (const { batch, doses } of picks) {
    const posted = await postOne(ctx, {
      id: ctx.newId(),
      kind: 'movement.administer',
      place: place.id,
      document: vial,
      occurredAt,
      lines: [
        {
          batch,
          doses,
          rule: 'fact',
          from: { holder: place.id, bucket: 'available' },
          to: { holder: place.id, bucket: 'administered' },
        },
      ],
      data: { doses, batch, product: diluent.id, vial, diluent: true },
    });
    warnings.push(...posted.warnings);
  }
  if (missing > 0) warnings.push({ code: 'diluent_short', doses: missing, product: diluent.name });
  return warnings;
}
