// What every report is asked by: place, what is below it, product, days; and the limits of that.
import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Context } from '../kernel/context.ts';
import { problems, type Text } from '../kernel/problem.ts';
import { Code, Day, Page } from '../kernel/shapes.ts';
import { LEVELS, type Directory, type Place } from '../places/directory.ts';
import { localDay } from '../places/local-day.ts';

export interface ReportNouns {
  directory: Directory;
  catalogue: Catalogue;
}

/** The longest period of a report, in days: a year and a day. */
const MOST_DAYS = 366;
const DAY_MS = 86_400_000;

export const PeriodQuery = {
  place: Code.optional().meta({ description: "Code of a place; the caller's own by default" }),
  product: Code.optional(),
  from: Day.optional().meta({ description: 'First day, at the place; by default the first of the month' }),
  to: Day.optional().meta({ description: 'Last day, included; by default today' }),
  ...Page,
};
export const DeepQuery = {
  deep: z.enum(['true', 'false']).default('true').meta({ description: 'Also every place below' }),
  level: z.enum(LEVELS).optional().meta({ description: 'Only places of this level' }),
};

function wrong(pointer: string, code: string, message: Text) {
  return problems.validation_failed({}, [{ pointer: `/query/${pointer}`, code, message }]);
}

/**
 * The period asked for, by default this month up to today at the place.
 * @throws Problem validation_failed when it ends before it begins or is longer than a year.
 */
export function periodOf(ctx: Context, place: Place, query: { from?: string; to?: string }) {
  const to = query.to ?? localDay(ctx.now, place.timeZone);
  const from = query.from ?? `${to.slice(0, 8)}01`;
  if (to < from)
    throw wrong('to', 'period_reversed', { id: 'Sebelum tanggal awal', en: 'Before the first day' });
  if (Date.parse(to) - Date.parse(from) >= MOST_DAYS * DAY_MS) {
    const message = { id: `Paling lama ${MOST_DAYS} hari`, en: `At most ${MOST_DAYS} days` };
    throw wrong('to', 'period_too_long', message);
  }
  return { from, to };
}
