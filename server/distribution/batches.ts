// A batch enters the book: its manufacturer registers it, and its doses become the manufacturer's available stock.
import { isGtin, toGtin14 } from '../gs1/check-digit.ts';
import { checkValue } from '../gs1/elements.ts';
import type { Context } from '../kernel/context.ts';
import type { PointedError, Text } from '../kernel/problem.ts';
import type { Catalogue, Product } from '../catalogue/catalogue.ts';
import { catalogueProblems } from '../catalogue/problems.ts';
import { scanFault } from '../catalogue/scan-messages.ts';
import {
  BATCH_COLUMNS,
  batchView,
  type BatchView,
  type BatchViewRow,
  type BudgetSource,
} from '../catalogue/views.ts';
import { postOne } from '../ledger/post.ts';
import { checkDoses } from '../ledger/times.ts';
import type { Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';
import { distributionProblems } from './problems.ts';

/** The place whose staff register batches. */
export const MANUFACTURER = 'BIOFARMA';
/** Two digits of a year on a label are read back right up to 50 years ahead; one year is kept in hand. */
const YEARS_AHEAD = 49;

export interface RegisterBatch {
  /** Of the batch, and of the journal row that registers it. */
  id: string;
  product: Product;
  /** Case-sensitive, 1 to 20 characters of CSET 82. */
  lot: string;
  /** YYYY-MM-DD: the last day of use. */
  expiry: string;
  manufacturedOn?: string;
  /** Whole doses, more than zero. */
  doses: number;
  budgetSource?: BudgetSource;
  budgetYear?: number;
  /** The manufacturer. */
  place: Place;
}

const at = (pointer: string, code: string, message: Text): PointedError[] => [{ pointer, code, message }];

/**
 * The product of a GTIN of 8, 12, 13 or 14 digits.
 * @throws Problem invalid_gtin for a wrong length or check digit, unknown_gtin for a good one of no product.
 */
export function productOfGtin(catalogue: Catalogue, gtin: string): Product {
  if (!isGtin(gtin)) {
    const message = { id: 'Bukan GTIN yang sah', en: 'Not a valid GTIN' };
    throw distributionProblems.invalid_gtin({ gtin }, at('/gtin', 'invalid_gtin', message));
  }
  const product = catalogue.productByGtin(toGtin14(gtin));
  if (!product) {
    const message = { id: 'Tidak dikenal', en: 'Unknown' };
    throw catalogueProblems.unknown_gtin({ gtin }, at('/gtin', 'unknown', message));
  }
  return product;
}

function checkLot(lot: string, year: number): void {
  const error = checkValue('10', lot, year);
  if (error) throw distributionProblems.invalid_lot({ lot }, [scanFault(error, '')]);
}

function checkDays(ctx: Context, { expiry, manufacturedOn, place }: RegisterBatch): void {
  const today = localDay(ctx.now, place.timeZone);
  if (expiry < today) {
    const message = { id: 'Sudah lewat', en: 'Has passed' };
    throw distributionProblems.expiry_in_past({ expiry, today }, at('/expiry', 'expiry_in_past', message));
  }
  const last = `${Number(today.slice(0, 4)) + YEARS_AHEAD}-12-31`;
  if (expiry > last) {
    const message = { id: 'Terlalu jauh', en: 'Too far ahead' };
    throw distributionProblems.expiry_too_far({ expiry, last }, at('/expiry', 'expiry_too_far', message));
  }
  const latest = expiry < today ? expiry : today;
  if (manufacturedOn !== undefined && manufacturedOn > latest) {
    const message = { id: `Tidak boleh sesudah ${latest}`, en: `May not be after ${latest}` };
    throw distributionProblems.invalid_manufactured_on(
      { manufacturedOn, latest },
      at('/manufacturedOn', 'invalid_manufactured_on', message),
    );
  }
}

/**
 * Registers a batch and posts its doses from `manufactured` to the manufacturer's `available`.
 * @throws Problem invalid_lot, expiry_in_past, expiry_too_far, invalid_manufactured_on, doses_absurd, batch_exists.
 */
export async function registerBatch(ctx: Context, command: RegisterBatch): Promise<BatchView> {
  const { id, product, lot, expiry, doses, place } = command;
  checkLot(lot, ctx.now.getUTCFullYear());
  checkDays(ctx, command);
  checkDoses(ctx, doses);
  const row = await ctx.tx.maybe<Omit<BatchViewRow, 'product'>>(
    /* sql */ `
    with b as (
      insert into batch (id, product_id, lot, expiry, manufactured_on, registered_at, budget_source, budget_year)
      values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning *
    ) select ${BATCH_COLUMNS} from b`,
    [
      id,
      product.id,
      lot,
      expiry,
      command.manufacturedOn ?? null,
      ctx.now,
      command.budgetSource ?? null,
      command.budgetYear ?? null,
    ],
  );
  if (!row) throw distributionProblems.batch_exists({ lot, product: product.code });
  await postOne(ctx, {
    id,
    kind: 'batch.registered',
    place: place.id,
    document: id,
    occurredAt: ctx.now,
    lines: [
      {
        batch: id,
        doses,
        from: { holder: place.id, bucket: 'manufactured' },
        to: { holder: place.id, bucket: 'available' },
        rule: 'held',
      },
    ],
    data: { batch: id, product: product.id, doses, lot, expiry },
  });
  return batchView({ ...row, product });
}
