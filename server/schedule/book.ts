// Books many appointments of one place and product in one transaction, with a verdict for each: the same statements
// whether there is one command or hundreds. Either the doses are there on the day, or the promise is refused.
import type { Verdict } from '../kernel/combiner.ts';
import type { Actor, Context } from '../kernel/context.ts';
import { problems, type Problem } from '../kernel/problem.ts';
import { iso } from '../kernel/shapes.ts';
import type { Product } from '../catalogue/catalogue.ts';
import type { Place } from '../places/directory.ts';
import {
  insertAppointments,
  lockSlots,
  readKnown,
  takeSlots,
  type Known,
  type SlotRow,
  type Taken,
} from './book-rows.ts';
import { newCode } from './code.ts';
import type { Plan } from './feasibility.ts';
import { scheduleProblems } from './problems.ts';
import { programOf } from './program.ts';
import { openShelves, planOf, settle, type Shelf } from './promises.ts';
import { recordMany, type ManyEntry } from './record-many.ts';
import { mayShow } from './reach.ts';
import type { SealedPerson } from './vault.ts';
import { bookingAnswer, type BookingAnswer } from './views.ts';

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

const personKey = (nikHash: string, dose: number) => `${nikHash}/${dose}`;
/** Refusals that a place given back may undo. */
const SCARCE = new Set(['slot_full', 'doses_exhausted']);

/** What the decisions of one batch of commands rest on; it changes as they are taken. */
class Desk {
  readonly verdicts: (Verdict<Booked> | undefined)[];
  readonly codes = new Map<number, string>();
  readonly #slots: Map<string, SlotRow>;
  readonly #taken: Map<string, Pick<Taken, 'id' | 'code' | 'bookedBy' | 'path'>>;
  readonly #accepted = new Map<string, number>();

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
  }

  slot(command: BookCommand): SlotRow {
    return this.#slots.get(command.slotId)!;
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
    return bookingAnswer(this.shelf, slot, { id, dose, code, status: 'confirmed' });
  }

  #refusal(command: BookCommand, slot: SlotRow | undefined): Problem | undefined {
    if (!slot) return problems.not_found();
    if (this.known.closed.has(slot.id)) return scheduleProblems.session_closed();
    if (slot.endsAt <= this.ctx.now) return scheduleProblems.slot_past({ endsAt: iso(slot.endsAt) });
    const earlier = this.#taken.get(personKey(command.person.nikHash.toString('hex'), command.dose));
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

  decide(index: number): void {
    const command = this.commands[index]!;
    this.verdicts[index] = this.#repetition(command);
    if (this.verdicts[index]) return;
    const slot = this.#slots.get(command.slotId);
    const problem = this.#refusal(command, slot);
    if (problem) {
      this.verdicts[index] = { problem };
      return;
    }
    const code = newCode();
    this.#count(slot!, 1);
    this.#accepted.set(command.id, index);
    this.codes.set(index, code);
    this.#taken.set(personKey(command.person.nikHash.toString('hex'), command.dose), {
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
    for (const index of lost) {
      const command = this.commands[index]!;
      this.#count(this.slot(command), -1);
      this.#accepted.delete(command.id);
      this.codes.delete(index);
      this.verdicts[index] = { problem: scheduleProblems.already_booked({ dose: command.dose }) };
    }
    const again = this.verdicts.flatMap((verdict, index) =>
      verdict && 'problem' in verdict && SCARCE.has(verdict.problem.code) ? [index] : [],
    );
    again.forEach((index) => this.decide(index));
    return again.filter((index) => this.codes.has(index));
  }
}

/** Inserts what the desk accepted, until nothing of it was lost to another place's booking of the same person. */
async function keep(ctx: Context, desk: Desk, shelf: Shelf, commands: readonly BookCommand[]): Promise<void> {
  let fresh = [...desk.codes.keys()];
  while (fresh.length > 0) {
    const made = await insertAppointments(
      ctx,
      shelf,
      fresh.map((index) => ({ ...commands[index]!, code: desk.codes.get(index)! })),
    );
    fresh = desk.giveUp(fresh.filter((index) => !made.has(commands[index]!.id)));
  }
}

/**
 * Books appointments at one place for one product, each confirmed or refused on its own, in the order given.
 * Refusals: slot_past, slot_full, doses_exhausted (with usableDoses, promisedDoses, day, why), already_booked,
 * session_closed, idempotency_conflict. The caller owns the transaction.
 */
export async function bookMany(
  ctx: Context,
  place: Place,
  product: Product,
  commands: readonly BookCommand[],
): Promise<Verdict<Booked>[]> {
  const [shelf] = await openShelves(ctx, [{ place, product }]);
  const slots = await lockSlots(ctx, shelf!, [...new Set(commands.map((command) => command.slotId))]);
  const known = await readKnown(ctx, programOf(product), commands);
  const plan = planOf(shelf!);
  const desk = new Desk(ctx, shelf!, plan, commands, slots, known);
  commands.forEach((_, index) => desk.decide(index));
  await keep(ctx, desk, shelf!, commands);

  const accepted = [...desk.codes.keys()];
  if (accepted.length > 0) {
    const { touched } = await settle(ctx, shelf!, plan);
    await takeSlots(
      ctx,
      accepted.map((index) => commands[index]!.slotId),
    );
    const entries = accepted.map((index) => entryOf(desk, product, commands[index]!));
    // The balances changed once for all of them: one row says so.
    entries[0]!.touched = touched;
    await recordMany(ctx, 'appointment.booked', place.id, entries);
  }
  return desk.verdicts as Verdict<Booked>[];
}

/** The journal row of an accepted command. */
function entryOf(desk: Desk, product: Product, command: BookCommand): ManyEntry {
  const { id, hash, actor, slotId, dose } = command;
  const { date } = desk.slot(command);
  const data = { slot: slotId, day: date, product: product.id, program: programOf(product), dose };
  return { id, hash, actor: actor.id, document: id, data, touched: [] };
}
