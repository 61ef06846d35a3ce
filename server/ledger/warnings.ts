// What the ledger's warnings say to people.
import { z } from 'zod';
import { fill, type Language, type Params, type Text } from '../kernel/problem.ts';
import type { Warning } from './types.ts';

export const WarningView = z.looseObject({ code: z.string(), message: z.string() });

const TEXTS: Record<string, Text> = {
  unexplained_doses: {
    id: '{doses} dosis tidak ada di catatan stok; perlu rekonsiliasi',
    en: '{doses} doses were not in the book; to be reconciled',
  },
  promise_broken: {
    id: '{doses} dosis yang sudah dijanjikan ikut terpakai',
    en: '{doses} doses that were promised have been used',
  },
  quarantined_doses: {
    id: '{doses} dosis berasal dari stok karantina',
    en: '{doses} doses came from quarantined stock',
  },
  batch_expired: { id: 'Batch kedaluwarsa pada {expiry}', en: 'The batch expired on {expiry}' },
  batch_recalled: { id: 'Batch ini ditarik', en: 'The batch is recalled' },
  batch_quarantined: { id: 'Batch ini dikarantina', en: 'The batch is in quarantine' },
  diluent_short: {
    id: 'Pelarut {product} kurang {doses} dosis di catatan stok',
    en: 'The book is short of {doses} doses of the diluent {product}',
  },
  vial_past_discard: {
    id: 'Vial seharusnya dibuang pada {discardAt}',
    en: 'The vial was to be discarded at {discardAt}',
  },
  vial_promised: {
    id: '{doses} janji temu hari lain kehilangan dosisnya',
    en: '{doses} appointments of other days lose their dose',
  },
  vial_not_there: {
    id: 'Catatan stok hanya punya {available} dosis dalam vial tertutup',
    en: 'The book has only {available} doses in closed vials',
  },
  activity_is_over: {
    id: '{doses} dosis tidak dicadangkan: kegiatan {activity} sudah berakhir; dosis itu menjadi stok bebas',
    en: '{doses} doses are not earmarked: activity {activity} is over; they are free stock',
  },
  not_kept_for_activity: {
    id: '{doses} dosis tidak dapat dicadangkan untuk {activity}: tidak bebas atau tidak layak pakai',
    en: '{doses} doses cannot be earmarked for {activity}: not free, or not usable',
  },
  vvm_unusable: { id: 'VVM pada tahap {vvm}: tidak layak pakai', en: 'VVM stage {vvm}: not usable' },
};

/** A warning in the caller's language; one that brings its own text keeps it. */
export function warningView(warning: Warning, language: Language): z.infer<typeof WarningView> {
  const { message, ...rest } = warning;
  const text = (message as Text | undefined) ?? TEXTS[warning.code];
  return { ...rest, message: text ? fill(text[language], rest as Params) : warning.code };
}
