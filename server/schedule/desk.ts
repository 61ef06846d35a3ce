// Decides bookings one after the other on what was read under locks: the first to come has the first choice.
import type { Verdict } from '../kernel/combiner.ts';
import type { Context } from '../kernel/context.ts';
import { problems, type Problem } from '../kernel/problem.ts';
import { iso } from '../kernel/shapes.ts';
import type { Accepted, Known, SlotRow, Taken } from './book-rows.ts';
import type { BookCommand, Booked } from './booked.ts';
import { newCodes } from './code.ts';
import type { Plan } from './feasibility.ts';
import { scheduleProblems } from './problems.ts';
import type { Shelf } from './promises.ts';
import { mayShow } from './reach.ts';
import { answerIn, roomOf, type BookingAnswer, type Room } from './views.ts';

const personKey = (nikHash: string, dose: number) => `${nikHash}/${dose}`;
/** Refusals that a place given back may undo. */
const SCARCE = new Set(['slot_full', 'doses_exhausted']);

/** What the decisions of one batch of commands rest on; it changes as they are taken. */
export class Desk {
  readonly verdicts: (Verdict<Booked> | undefined)[];
  readonly #codes = new Map<number, string>();
  readonly #slots: Map<string, SlotRow>;
  readonly #taken: Map<string, Pick<Taken, 'id' | 'code' | 'bookedBy' | 'path'>>;
  readonly #accepted = new Map<string, number>();
  readonly #rooms = new Map<string, Room>();
  readonly #people: string[];
  readonly #fresh: string[];

  constructor(
    private readonly ctx: Context,
    private readonly shelf: Shelf,
    private readonly plan: Plan,
    private readonly commands: readonly BookCommand[],
    slots: readonly SlotRow[],
    private readonly known: Known,
  ) {
    this.verdicts = commands.map(() => undefined);
    this.#slots = new Map(slots.map((slot) => [slot.id, slot]));
    this.#taken = new Map(known.taken.map((row) => [personKey(row.nikHash, row.dose), row]));
    this.#people = commands.map(({ person, dose }) => personKey(person.nikHash.toString('hex'), dose));
    this.#fresh = newCodes(commands.length);
  }

  #slot(command: BookCommand): SlotRow {
    return this.#slots.get(command.slotId)!;
  }

  /** The commands that were accepted so far, by their places in the batch. */
  accepted(): number[] {
    return [...this.#codes.keys()];
  }

  /** An accepted command as it is to be written. */
  entry(index: number): Accepted {
    const command = this.commands[index]!;
    return { ...command, code: this.#codes.get(index)!, day: this.#slot(command).date };
  }

  /**
   * The first answer again, or the conflict with it; undefined when the id is new. Nothing of an answer needs keeping:
   * the command says the slot and the dose, and the appointment never changes its code.
   */
  #repetition(command: BookCommand): Verdict<Booked> | undefined {
    const { id, hash } = command;
    const key = this.known.keys.get(id);
    if (key) {
      const slot = this.#slots.get(command.slotId);
      if (key.hash !== hash.toString('hex') || key.code === null || !slot)
        return { problem: problems.idempotency_conflict() };
      return { value: { answer: this.#answer(command, slot, key.code), replayed: true } };
    }
    const twin = this.#accepted.get(id);
    if (twin === undefined) return undefined;
    if (!this.commands[twin]!.hash.equals(hash)) return { problem: problems.idempotency_conflict() };
    const verdict = this.verdicts[twin]!;
    return 'value' in verdict ? { value: { ...verdict.value, replayed: true } } : verdict;
  }

  #answer({ id, dose }: BookCommand, slot: SlotRow, code: string): BookingAnswer {
    let room = this.#rooms.get(slot.id);
    if (!room) this.#rooms.set(slot.id, (room = roomOf(this.shelf, slot)));
    return answerIn(room, { id, dose, code, status: 'confirmed' });
  }

  #refusal(index: number, slot: SlotRow | undefined): Problem | undefined {
    const command = this.commands[index]!;
    if (!slot) return problems.not_found();
    if (this.known.closed.has(slot.id)) return scheduleProblems.session_closed();
    if (slot.endsAt <= this.ctx.now) return scheduleProblems.slot_past({ endsAt: iso(slot.endsAt) });
    const earlier = this.#taken.get(this.#people[index]!);
    if (earlier) {
      const shown = mayShow(command.actor, earlier)
        ? { appointment: earlier.id, appointmentCode: earlier.code }
        : {};
      return scheduleProblems.already_booked({ dose: command.dose, ...shown });
    }
    if (slot.booked >= slot.capacity) return scheduleProblems.slot_full({ capacity: slot.capacity });
    const promisedDoses = this.plan.promisedDoses(slot.date);
    const usableDoses = this.plan.usableDoses(slot.date);
    if (promisedDoses >= usableDoses) {
      const why = usableDoses === 0 ? 'no_usable_doses' : 'all_promised';
      return scheduleProblems.doses_exhausted({ usableDoses, promisedDoses, day: slot.date, why });
    }
    return undefined;
  }

  /** Takes the decision on one command; an accepted one has a code. */
  decide(index: number): void {
    const command = this.commands[index]!;
    this.verdicts[index] = this.#repetition(command);
    if (this.verdicts[index]) return;
    const slot = this.#slots.get(command.slotId);
    const problem = this.#refusal(index, slot);
    if (problem) {
      this.verdicts[index] = { problem };
      return;
    }
    const code = this.#fresh[index]!;
    this.#count(slot!, 1);
    this.#accepted.set(command.id, index);
    this.#codes.set(index, code);
    this.#taken.set(this.#people[index]!, {
      id: command.id,
      code,
      bookedBy: command.actor.id,
      path: this.shelf.place.path,
    });
    this.verdicts[index] = { value: { answer: this.#answer(command, slot!, code), replayed: false } };
  }

  #count(slot: SlotRow, change: number): void {
    slot.booked += change;
    this.plan.promise(slot.date, change);
  }

  /** Takes back what another transaction won in the meantime, and gives what it held to whom it was refused. */
  giveUp(lost: readonly number[]): number[] {
    if (lost.length === 0) return [];
    for (const index of lost) {
      const command = this.commands[index]!;
      this.#count(this.#slot(command), -1);
      this.#accepted.delete(command.id);
      this.#codes.delete(index);
      this.verdicts[index] = { problem: scheduleProblems.already_booked({ dose: command.dose }) };
    }
    const again = this.verdicts.flatMap((verdict, index) =>
      verdict && 'problem' in verdict && SCARCE.has(verdict.problem.code) ? [index] : [],
    );
    again.forEach((index) => this.decide(index));
    return again.filter((index) => this.#codes.has(index));
  }
}
