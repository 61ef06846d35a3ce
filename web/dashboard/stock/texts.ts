// The texts of the first page beyond the stock table's own, which are in shared/i18n.
import type { Same } from '../../shared/i18n/id.ts';

export const id = {
  nav: 'Beranda',
  now: 'Yang perlu dikerjakan',
  incoming_one: '{{formatted}} pengiriman menuju ke sini',
  incoming_other: '{{formatted}} pengiriman menuju ke sini',
  incomingText: 'Terima begitu tiba',
  drafts_one: '{{formatted}} konsep belum dikirim',
  drafts_other: '{{formatted}} konsep belum dikirim',
  draftsText: 'Kirim atau batalkan',
  tasks_one: '{{formatted}} tugas terbuka',
  tasks_other: '{{formatted}} tugas terbuka',
  appointments_one: '{{formatted}} peserta hari ini belum dilayani',
  appointments_other: '{{formatted}} peserta hari ini belum dilayani',
  appointmentsText: 'Catat yang datang dan divaksin',
  orMore: '{{formatted}}+',
};

export const en: Same<typeof id> = {
  nav: 'Home',
  now: 'To do now',
  incoming_one: '{{formatted}} shipment on its way here',
  incoming_other: '{{formatted}} shipments on their way here',
  incomingText: 'Receive once it arrives',
  drafts_one: '{{formatted}} draft not sent yet',
  drafts_other: '{{formatted}} drafts not sent yet',
  draftsText: 'Dispatch or cancel',
  tasks_one: '{{formatted}} open task',
  tasks_other: '{{formatted}} open tasks',
  appointments_one: '{{formatted}} person today not seen yet',
  appointments_other: '{{formatted}} people today not seen yet',
  appointmentsText: 'Check in and vaccinate',
  orMore: '{{formatted}}+',
};

declare global {
  interface AreaTexts {
    desk: typeof id;
  }
}
