// A booking as it is asked for and as it is answered.
import type { Actor } from '../kernel/context.ts';
import type { SealedPerson } from './vault.ts';
import type { BookingAnswer } from './views.ts';

export interface BookCommand {
  /** The client's: the appointment's id and that of its journal row. */
  id: string;
  hash: Buffer;
  actor: Actor;
  slotId: string;
  dose: number;
  person: SealedPerson;
}

export interface Booked {
  answer: BookingAnswer;
  /** Whether the same command was answered before. */
  replayed: boolean;
}
