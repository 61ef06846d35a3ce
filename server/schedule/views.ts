// Sessions, slots and appointments as callers see them.
import { z } from 'zod';
import { Day, iso, Moment } from '../kernel/shapes.ts';
import type { Product } from '../catalogue/catalogue.ts';
import type { Place } from '../places/directory.ts';
import { ActivityRef } from '../ledger/activities.ts';
import { WarningView } from '../ledger/warnings.ts';
import { STATUSES, type Status } from './statuses.ts';

const PlaceView = z.object({ id: z.uuid(), code: z.string(), name: z.string() });
const ProductView = z.object({ id: z.uuid(), code: z.string(), name: z.string() });

export const SlotTimes = z.object({ id: z.uuid(), date: Day, start: Moment, end: Moment });

export const TicketView = z.object({
  code: z.string().meta({ description: 'Eight letters and digits to read aloud' }),
  qr: z.string().meta({ description: 'The text of the QR code; it holds no personal data' }),
  url: z.string().meta({ description: 'The picture of the QR code' }),
});

/** What a booking is answered with, and kept for its replays. */
export const BookingView = z.object({
  id: z.uuid(),
  code: z.string(),
  status: z.enum(STATUSES),
  dose: z.int(),
  slot: SlotTimes,
  place: PlaceView,
  product: ProductView,
  ticket: TicketView,
});
export type BookingAnswer = z.infer<typeof BookingView>;

export const MaskedRegistrant = z.object({
  nik: z.string().meta({ description: 'Only the last four digits are shown' }),
  name: z.string().meta({ description: 'Only initials are shown' }),
  birthYear: z.string(),
  phone: z.string().meta({ description: 'Only the last three digits are shown' }),
});

export const AppointmentView = BookingView.extend({
  program: z.string(),
  revision: z.int(),
  bookedAt: Moment,
  updatedAt: Moment,
  batch: z.uuid().nullable(),
  movement: z.uuid().nullable().meta({ description: 'The ledger movement of the dose that was given' }),
  cancelReason: z.string().nullable(),
  activity: ActivityRef.nullable().meta({ description: 'That of its session' }),
  registrant: MaskedRegistrant.optional().meta({ description: 'When read; not in the answer to a change' }),
  warnings: z.array(WarningView).optional(),
});
export type AppointmentView = z.infer<typeof AppointmentView>;

export const SessionView = z.object({
  id: z.uuid(),
  place: PlaceView,
  product: ProductView,
  date: Day,
  start: z.string().meta({ description: 'Local time at the place, HH:MM' }),
  end: z.string().meta({ description: 'Local time at the place, HH:MM' }),
  timeZone: z.string(),
  slotMinutes: z.int(),
  capacityPerSlot: z.int(),
  status: z.enum(['open', 'closed']),
  activity: ActivityRef.nullable().meta({ description: 'What its doses are given for' }),
  slots: z.array(
    z.object({
      id: z.uuid(),
      start: Moment,
      end: Moment,
      capacity: z.int(),
      booked: z.int(),
      promised: z.int(),
    }),
  ),
});
export type SessionView = z.infer<typeof SessionView>;

export const placeView = ({ id, code, name }: Place) => ({ id, code, name });
export const productView = ({ id, code, name }: Product) => ({ id, code, name });

/** The text in a ticket's QR code: enough to find the appointment at the door, nothing about the person. */
export function ticketText(code: string): string {
  return `JEJAK-TICKET:${code}`;
}

/** The code in a ticket's text; undefined when the text is no ticket. */
export function ticketCode(text: string): string | undefined {
  return /^JEJAK-TICKET:([0-9A-Z]{8})$/.exec(text.trim())?.[1];
}

export function ticketOf(id: string, code: string): z.infer<typeof TicketView> {
  return { code, qr: ticketText(code), url: `/api/v1/labels/ticket/${id}` };
}

/** An appointment without its registrant: safe to keep and to repeat. */
export function bookingAnswer(
  where: { place: Place; product: Product },
  slot: { id: string; date: string; startsAt: Date; endsAt: Date },
  appointment: { id: string; code: string; status: Status; dose: number },
): BookingAnswer {
  return answerIn(roomOf(where, slot), appointment);
}

export type Room = Pick<BookingAnswer, 'slot' | 'place' | 'product'>;

/** The part of an answer that all appointments of a slot share. */
export function roomOf(
  where: { place: Place; product: Product },
  slot: { id: string; date: string; startsAt: Date; endsAt: Date },
): Room {
  return {
    slot: { id: slot.id, date: slot.date, start: iso(slot.startsAt), end: iso(slot.endsAt) },
    place: placeView(where.place),
    product: productView(where.product),
  };
}

/** The answer for one appointment of a slot. */
export function answerIn(
  room: Room,
  { id, code, status, dose }: { id: string; code: string; status: Status; dose: number },
): BookingAnswer {
  return { id, code, status, dose, ...room, ticket: ticketOf(id, code) };
}
