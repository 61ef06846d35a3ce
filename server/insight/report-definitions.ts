// The reports that are sums of a period: their columns, what they make of the sums, and what they say of themselves.
import { z } from 'zod';
import type { Product } from '../catalogue/catalogue.ts';
import type { Text } from '../kernel/problem.ts';
import { t } from './report-flows.ts';
import type { Sums } from './report-sums.ts';

export interface SumReport {
  /** The last part of its address. */
  name: string;
  title: Text;
  definition: Text;
  shape: Record<string, z.ZodType>;
  /** @returns undefined for a row that has nothing to tell. */
  of(sums: Sums, product: Product): Record<string, unknown>;
  /** Whether such a row is left out. */
  empty(sums: Sums): boolean;
}

const doses = z.int();
const Percent = z
  .number()
  .nullable()
  .meta({ description: 'Percent; null where there is nothing to divide by' });

/** A share in percent with one decimal. */
export function percent(part: number, whole: number): number | null {
  return whole > 0 ? Math.round((part / whole) * 1000) / 10 : null;
}

const moved = (s: Sums) =>
  s.produced ||
  s.received ||
  s.returnsReceived ||
  s.distributed ||
  s.returned ||
  s.used ||
  s.discardedOpen ||
  s.discardedClosed ||
  s.destroyed ||
  s.adjustedUp ||
  s.adjustedDown ||
  s.unexplainedUp ||
  s.unexplainedDown;
const idle = (s: Sums) => !moved(s) && s.opening === 0 && s.closing === 0;
/** Everything that was there to be used or lost. */
const supply = (s: Sums) => s.opening + s.produced + s.received + s.returnsReceived;
const lost = (s: Sums) => s.discardedOpen + s.discardedClosed + s.destroyed;

export const SUM_REPORTS: readonly SumReport[] = [
  {
    name: 'tier',
    title: t('Laporan stok berjenjang', 'Stock report by tier'),
    definition: t(
      'Stok akhir = stok awal + diproduksi + diterima + retur diterima − didistribusikan − diretur − dipakai − dibuang (vial terbuka) − dibuang (vial tertutup) − dimusnahkan + penyesuaian + tak terjelaskan. Stok adalah yang tersedia dan yang dikarantina; kiriman di perjalanan bukan stok siapa pun. Tanggal kejadian menurut zona waktu tempat. Pembatalan mengurangi kolom yang dibatalkannya, pada tanggal pembatalan.',
      'Closing = opening + produced + received + returns received − distributed − returned − used − discarded (open vials) − discarded (closed vials) − destroyed + adjusted + unexplained. Stock is what is available and what is quarantined; what is in transit is nobody’s stock. Days of occurrence are those of the place’s time zone. A reversal takes back in the column of what it reverses, on the day of the reversal.',
    ),
    shape: {
      opening: doses,
      produced: doses,
      received: doses,
      returnsReceived: doses,
      distributed: doses,
      returned: doses,
      used: doses,
      discardedOpen: doses,
      discardedClosed: doses,
      destroyed: doses,
      adjusted: doses,
      unexplained: doses,
      closing: doses,
    },
    of: (s) => ({
      ...s,
      adjusted: s.adjustedUp - s.adjustedDown,
      unexplained: s.unexplainedUp - s.unexplainedDown,
    }),
    empty: idle,
  },
  {
    name: 'stock',
    title: t('Stok pada tanggal', 'Stock at a date'),
    definition: t(
      'Dosis di tempat pada akhir hari terakhir periode: tersedia, dikarantina, dan jumlahnya.',
      'Doses at the place at the end of the last day of the period: available, quarantined, and both.',
    ),
    shape: { onHand: doses, available: doses, quarantined: doses },
    of: (s) => ({ onHand: s.closing, available: s.closingAvailable, quarantined: s.closingQuarantined }),
    empty: (s) => s.closing === 0,
  },
  {
    name: 'wastage',
    title: t('Tingkat pemborosan', 'Wastage rates'),
    definition: t(
      'Vial terbuka: dibuang dari vial terbuka / (dipakai + dibuang dari vial terbuka). Vial tertutup: (dibuang tertutup + dimusnahkan) / (stok awal + diproduksi + diterima + retur diterima). Total: semua yang terbuang / (dipakai + semua yang terbuang). Dalam persen.',
      'Open vials: discarded from open vials / (used + discarded from open vials). Closed vials: (discarded closed + destroyed) / (opening + produced + received + returns received). Total: all that was lost / (used + all that was lost). In percent.',
    ),
    shape: {
      supply: doses,
      used: doses,
      discardedOpen: doses,
      discardedClosed: doses,
      destroyed: doses,
      openRate: Percent,
      closedRate: Percent,
      totalRate: Percent,
    },
    of: (s) => ({
      ...s,
      supply: supply(s),
      openRate: percent(s.discardedOpen, s.used + s.discardedOpen),
      closedRate: percent(s.discardedClosed + s.destroyed, supply(s)),
      totalRate: percent(lost(s), s.used + lost(s)),
    }),
    empty: (s) => s.used === 0 && lost(s) === 0,
  },
  {
    name: 'usage-index',
    title: t('Indeks pemakaian', 'Usage index'),
    definition: t(
      'Indeks pemakaian (IP) = dosis yang diberikan per vial yang dibuka. Vial yang dibuka = (dipakai + dibuang dari vial terbuka) / isi vial.',
      'Usage index = doses given per vial opened. Vials opened = (used + discarded from open vials) / doses per vial.',
    ),
    shape: {
      used: doses,
      discardedOpen: doses,
      dosesPerVial: z.int(),
      vialsOpened: z.number(),
      usageIndex: z.number().nullable().meta({ description: 'Doses given per vial' }),
    },
    of(s, { dosesPerVial }) {
      const opened = (s.used + s.discardedOpen) / dosesPerVial;
      return {
        used: s.used,
        discardedOpen: s.discardedOpen,
        dosesPerVial,
        vialsOpened: Math.round(opened * 100) / 100,
        usageIndex: opened > 0 ? Math.round((s.used / opened) * 100) / 100 : null,
      };
    },
    empty: (s) => s.used === 0 && s.discardedOpen === 0,
  },
  {
    name: 'stock-outs',
    title: t('Hari kekosongan stok', 'Days out of stock'),
    definition: t(
      'Hari yang berakhir tanpa satu dosis pun tersedia, dihitung sejak hari pertama tempat itu pernah mencatat produknya dan tidak melewati hari ini. Stok karantina tidak dihitung tersedia. Untuk satu tingkat: jumlah hari semua tempatnya.',
      'Days that ended without a single available dose, counted from the first day on which the place recorded the product and not beyond today. Quarantined stock is not available. For a level: the days of all its places.',
    ),
    shape: { places: z.int(), days: z.int(), stockOutDays: z.int(), stockOutRate: Percent },
    of: (s) => ({ ...s, stockOutRate: percent(s.stockOutDays, s.days) }),
    empty: (s) => s.days === 0,
  },
  {
    name: 'reconciliation',
    title: t('Rekonsiliasi', 'Reconciliation'),
    definition: t(
      'Penyesuaian: dosis yang ditambahkan atau dikurangkan oleh stok opname dan pencatatan penyesuaian. Tak terjelaskan: dosis yang dipakai atau diterima padahal tidak ada di catatan. Bertambah dan berkurang tidak saling menghapus.',
      'Adjusted: doses added or taken away by counts and recorded adjustments. Unexplained: doses used or received that the book did not have. Additions and subtractions do not cancel each other.',
    ),
    shape: {
      adjustedUp: doses,
      adjustedDown: doses,
      unexplainedUp: doses,
      unexplainedDown: doses,
      net: doses,
    },
    of: (s) => ({ ...s, net: s.adjustedUp - s.adjustedDown + s.unexplainedUp - s.unexplainedDown }),
    empty: (s) => !s.adjustedUp && !s.adjustedDown && !s.unexplainedUp && !s.unexplainedDown,
  },
  {
    name: 'expiry',
    title: t('Kehilangan karena kedaluwarsa', 'Expiry loss'),
    definition: t(
      'Dosis dari vial tertutup yang dibuang atau dimusnahkan dengan alasan kedaluwarsa, atau setelah hari terakhir pakainya; persen dari stok awal + diproduksi + diterima + retur diterima. Masih di rak: dosis yang lewat hari terakhir pakainya dan belum dibuang atau dimusnahkan, pada saat laporan dibuka.',
      'Doses of closed vials discarded or destroyed with the reason expired, or after their last day of use; percent of opening + produced + received + returns received. Still on the shelf: doses past their last day of use that are neither discarded nor destroyed, as the report is opened.',
    ),
    shape: { supply: doses, expired: doses, lossRate: Percent, expiredOnShelf: doses },
    of: (s) => ({
      supply: supply(s),
      expired: s.expired,
      lossRate: percent(s.expired, supply(s)),
      expiredOnShelf: s.expiredOnShelf,
    }),
    empty: (s) => s.expired === 0 && s.expiredOnShelf === 0,
  },
];
