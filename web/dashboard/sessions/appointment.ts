// Sessions and appointments as the service tells them.
import type { ProductRef } from '../../shared/contract.ts';
import type { Tone } from '../../shared/parts/badge.tsx';
import type { Warned } from '../../shared/parts/problem.tsx';
import type { ActivityRef } from '../planning/shapes.ts';

export type AppointmentStatus = 'confirmed' | 'checked_in' | 'administered' | 'cancelled' | 'no_show';

export interface Appointment {
  id: string;
  code: string;
  status: AppointmentStatus;
  dose: number;
  slot: { id: string; date: string; start: string; end: string };
  place: { code: string; name: string };
  product: ProductRef;
  registrant?: { nik: string; name: string; birthYear: string; phone: string };
  warnings?: Warned[];
}

export interface Session {
  id: string;
  place: { code: string; name: string };
  product: ProductRef;
  date: string;
  start: string;
  end: string;
  timeZone: string;
  status: 'open' | 'closed';
  activity: ActivityRef | null;
  slots: { id: string; start: string; end: string; capacity: number; booked: number }[];
}

export const tones: Record<AppointmentStatus, Tone> = {
  confirmed: 'blue',
  checked_in: 'amber',
  administered: 'green',
  cancelled: 'grey',
  no_show: 'grey',
};

export const appointmentPath = (id: string) => `/api/v1/appointments/${encodeURIComponent(id)}`;
