// Shapes that every room's requests share: ids, times, days, doses, lists and their cursors.
import { z } from 'zod';
import { problems, type Text } from './problem.ts';

export const Uuid = z
  .guid()
  .transform((id) => id.toLowerCase())
  .meta({ description: 'UUID, made by the client' });
/** An instant with its offset, RFC 3339. */
export const Instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .meta({ description: 'RFC 3339 instant with offset', format: 'date-time', type: 'string' });
/** An instant in an answer: `iso(date)`. */
export const Moment = z.iso.datetime({ offset: true }).meta({ description: 'RFC 3339 instant' });
export const iso = (date: Date): string => date.toISOString();
/** A calendar date, which no time zone moves. */
export const Day = z.iso.date().meta({ description: 'Calendar date YYYY-MM-DD' });
/** A whole, positive number of doses. The upper limit is checked against the configuration by the ledger. */
export const Doses = z.int().positive().meta({ description: 'Whole doses' });
export const Code = z.string().min(1).max(64);

export const Page = {
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(500).optional(),
};
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** A cursor that says after which key the next page begins; opaque to clients. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws Problem validation_failed when the cursor is not one of ours. */
export function decodeCursor(cursor: string | undefined, parts: number): (string | number)[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(key) &&
      key.length === parts &&
      key.every((k) => ['string', 'number'].includes(typeof k))
    ) {
      return key as (string | number)[];
    }
  } catch {
    // Falls through to the same refusal as any other malformed cursor.
  }
  throw problems.validation_failed({}, [
    { pointer: '/cursor', message: { id: 'Kursor tidak dikenal', en: 'Unknown cursor' } },
  ]);
}

/** Moment and key of a cursor that orders by time. @throws Problem validation_failed. */
export function momentCursor(cursor: string | undefined): [at: string, key: string] | undefined {
  const after = decodeCursor(cursor, 2)?.map(String) as [string, string] | undefined;
  if (after && !Moment.safeParse(after[0]).success) decodeCursor('', 2);
  return after;
}

/** As `momentCursor`, for lists whose key is an id. @throws Problem validation_failed. */
export function checkedAfter(cursor: string | undefined): [at: string, id: string] | undefined {
  const after = momentCursor(cursor);
  if (after && !Uuid.safeParse(after[1]).success) decodeCursor('', 2);
  return after;
}

/** Cuts a list read with one row too many to a page and its next cursor. */
export function pageOf<T>(rows: T[], limit: number, keyOf: (row: T) => readonly (string | number)[]) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(keyOf(last)) : null };
}

/** An issue for a check of our own: what is wrong with `path`, under its own code, in both languages. */
export function fault(input: unknown, path: (string | number)[], code: string, message: Text) {
  return { code: 'custom' as const, input, path, message: message.en, params: { code, message } };
}
