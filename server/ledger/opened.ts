// Doses in open vials are part of what is available and go nowhere: the balance says how many they are and until when
// they are of use. Whoever keeps the vials says so here.
import type { Context } from '../kernel/context.ts';

export interface Opened {
  place: string;
  batch: string;
  /** Doses left in open vials. */
  doses: number;
  /** Until when the first of them is of use; undefined when none is any more. */
  until: Date | undefined;
}

/**
 * Says how many doses of a balance are in open vials, in the caller's transaction. No more is held than is there and not
 * reserved: a vial may hold doses that the book does not have.
 */
export async function setOpened(ctx: Context, { place, batch, doses, until }: Opened): Promise<void> {
  await ctx.tx.run(
    /* sql */ `
    update balance set opened = least($3, available - allocated - promised - allowance), opened_until = $4,
      version = version + 1
    where holder_id = $1 and batch_id = $2`,
    [place, batch, doses, until ?? null],
  );
}
