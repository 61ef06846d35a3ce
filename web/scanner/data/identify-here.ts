// A code with what this phone knows of it here and now.
import { identify, type Found } from '../rules/identify.ts';
import type { Product } from '../wire.ts';
import { db, findDevice, findPull } from './database.ts';
import { judgeHere, shelf, type JudgedHere } from './shelf.ts';

export interface Identified {
  found: Found;
  /** Of a batch that the phone knows. */
  judged?: JudgedHere;
  /** Of a ticket's session. */
  product?: Product;
  paired: boolean;
  /** When the stock was pulled, by this phone's clock. */
  pulledAt?: number;
}

export async function identifyHere(raw: string): Promise<Identified> {
  const now = Date.now();
  const paired = (await findDevice()) !== undefined;
  const found = await identify(raw, new Date(now).getFullYear(), shelf);
  const judged =
    found.kind === 'batch' && found.batch
      ? await judgeHere(found.batch, now, found.elements.expiry)
      : undefined;
  const session = found.kind === 'ticket' ? found.session : undefined;
  const product = session && (await db.products.get(session.product));
  const pulledAt = (await findPull())?.at;
  return { found, judged, product, paired, pulledAt };
}
