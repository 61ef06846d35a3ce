// Every kind of task: what it is called, whose it is, and what may be done with it. A room that opens a new kind adds its
// line here; `{names}` in the detail are filled from the task's data.
import type { Text } from '../kernel/problem.ts';
import type { PersonRole } from '../people/scope.ts';
import type { Level } from '../places/directory.ts';

export interface TaskKindSpec {
  title: Text;
  /** A sentence for lists and e-mails; the title serves when absent. */
  detail?: Text;
  /** Who at the place it is for: those who move stock there, or those who plan. */
  owner: 'stock' | 'officer';
  /** Whether acknowledging is what it asks for, and closes it. What is not acknowledged closes when its cause is gone. */
  acknowledge?: boolean;
  /** Whether it may be put off with a reason. */
  snooze: boolean;
  /** How lists and e-mails show it. */
  weight: 'urgent' | 'warning' | 'notice';
}

const specs = {
  recall_acknowledge: {
    title: { id: 'Konfirmasi penarikan atau penahanan batch', en: 'Acknowledge a recall or hold' },
    detail: { id: '{product}, batch {lot}: {reason}', en: '{product}, batch {lot}: {reason}' },
    owner: 'stock',
    acknowledge: true,
    snooze: false,
    weight: 'urgent',
  },
  reconcile: {
    title: { id: 'Dosis tidak dapat dijelaskan', en: 'Unexplained doses' },
    detail: {
      id: '{product}, batch {lot}: periksa catatannya',
      en: '{product}, batch {lot}: check the record',
    },
    owner: 'stock',
    acknowledge: true,
    snooze: true,
    weight: 'warning',
  },
  expiry_conflict: {
    title: { id: 'Kedaluwarsa pada kemasan berbeda', en: 'Expiry on the pack differs' },
    detail: {
      id: '{product}, batch {lot}: cocokkan kemasannya',
      en: '{product}, batch {lot}: check the pack',
    },
    owner: 'stock',
    acknowledge: true,
    snooze: true,
    weight: 'warning',
  },
  stock_out: {
    title: { id: 'Stok habis', en: 'Stock-out' },
    detail: {
      id: '{product}: stok habis (minimum {minimum} dosis, dalam perjalanan {inbound})',
      en: '{product}: nothing left (minimum {minimum} doses, {inbound} on the way)',
    },
    owner: 'stock',
    snooze: true,
    weight: 'urgent',
  },
  below_minimum: {
    title: { id: 'Stok di bawah minimum', en: 'Stock below minimum' },
    detail: {
      id: '{product}: {onHand} dosis, minimum {minimum}, dalam perjalanan {inbound}',
      en: '{product}: {onHand} doses, minimum {minimum}, {inbound} on the way',
    },
    owner: 'stock',
    snooze: true,
    weight: 'warning',
  },
  above_maximum: {
    title: { id: 'Stok di atas maksimum', en: 'Stock above maximum' },
    detail: {
      id: '{product}: {onHand} dosis, maksimum {maximum}',
      en: '{product}: {onHand} doses, maximum {maximum}',
    },
    owner: 'stock',
    snooze: true,
    weight: 'notice',
  },
  expiring: {
    title: { id: 'Segera kedaluwarsa', en: 'Expiring soon' },
    detail: {
      id: '{product}, batch {lot}: {onHand} dosis kedaluwarsa {expiry} (dalam {days} hari)',
      en: '{product}, batch {lot}: {onHand} doses expire on {expiry} (in {days} days)',
    },
    owner: 'stock',
    snooze: true,
    weight: 'warning',
  },
  expired: {
    title: { id: 'Sudah kedaluwarsa', en: 'Expired' },
    detail: {
      id: '{product}, batch {lot}: {onHand} dosis kedaluwarsa sejak {expiry}; pisahkan dan musnahkan',
      en: '{product}, batch {lot}: {onHand} doses past their expiry {expiry}; set apart and destroy',
    },
    owner: 'stock',
    snooze: true,
    weight: 'warning',
  },
  shipment_overdue: {
    title: { id: 'Kiriman terlambat', en: 'Shipment overdue' },
    detail: {
      id: 'Kiriman {shipment} dari {from} ke {to} berangkat {dispatchedOn} dan belum diterima',
      en: 'Shipment {shipment} from {from} to {to} left on {dispatchedOn} and was not received',
    },
    owner: 'stock',
    snooze: true,
    weight: 'warning',
  },
  discrepancy_open: {
    title: { id: 'Selisih penerimaan belum selesai', en: 'Discrepancy not settled' },
    detail: {
      id: 'Kiriman {shipment} ke {to} diterima dengan selisih {doses} dosis',
      en: 'Shipment {shipment} to {to} was received with a discrepancy of {doses} doses',
    },
    owner: 'stock',
    snooze: true,
    weight: 'warning',
  },
  count_due: {
    title: { id: 'Stok opname jatuh tempo', en: 'Count due' },
    detail: { id: 'Stok opname jatuh tempo {due}', en: 'Count due on {due}' },
    owner: 'stock',
    snooze: true,
    weight: 'notice',
  },
  count_approval: {
    title: { id: 'Selisih stok opname perlu persetujuan', en: 'Variance of a count to be approved' },
    detail: {
      id: '{name}: {batches} batch berselisih melebihi batas',
      en: '{name}: {batches} batches are off by more than the threshold',
    },
    owner: 'officer',
    snooze: true,
    weight: 'warning',
  },
  vvm_unusable: {
    title: { id: 'VVM C/D: pisahkan dan musnahkan', en: 'VVM C/D: set apart and destroy' },
    detail: {
      id: '{product}, lot {lot}: {doses} dosis VVM {stage} sudah dikarantina',
      en: '{product}, lot {lot}: {doses} doses at VVM stage {stage} are in quarantine',
    },
    owner: 'stock',
    acknowledge: true,
    snooze: true,
    weight: 'warning',
  },
  phone_clock: {
    title: { id: 'Jam ponsel salah', en: "A phone's clock is wrong" },
    detail: {
      id: 'Jam sebuah ponsel meleset {days} hari; betulkan, dan periksa waktu catatannya',
      en: "A phone's clock is off by {days} days; set it, and check the times of what it noted",
    },
    owner: 'stock',
    snooze: true,
    weight: 'warning',
  },
} as const satisfies Record<string, TaskKindSpec>;

export type TaskKind = keyof typeof specs;
export const TASK_SPECS: Readonly<Record<TaskKind, TaskKindSpec>> = specs;
export const TASK_KINDS = Object.keys(specs) as [TaskKind, ...TaskKind[]];

/** The role at a place of that level whose task a kind is. */
export function ownerRole(kind: TaskKind, level: Level): PersonRole {
  if (TASK_SPECS[kind].owner === 'officer') return level === 'national' ? 'national_officer' : 'officer';
  const isStore = level === 'national' || level === 'province' || level === 'district';
  return isStore ? 'warehouse_staff' : 'health_centre_staff';
}
