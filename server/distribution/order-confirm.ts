// The sender answers a pending order: how many doses of each line, and why where they are not what was asked.
import type { Context } from '../kernel/context.ts';
import { checkDoses } from '../ledger/times.ts';
import { advanceOrder, checkOrderAllows, recordStep, type OrderAtPlaces } from './order.ts';
import { findOrderLines, type OrderLine } from './order-lines.ts';
import { orderProblems } from './order-problems.ts';

export interface ConfirmedLine {
  line: number;
  /** Whole doses; zero declines the line. */
  doses: number;
  reason?: string;
}

export interface ConfirmOrder extends OrderAtPlaces {
  id: string;
  /** Lines that are not named are confirmed as asked. */
  lines: readonly ConfirmedLine[];
  comment?: string;
}

function checkLine(
  command: ConfirmOrder,
  { line, doses, reason }: ConfirmedLine,
  index: number,
  found?: OrderLine,
) {
  if (!found) {
    const message = { id: 'Tidak ada baris ini', en: 'There is no such line' };
    throw orderProblems.unknown_order_line({ order: command.order.code, what: line }, [
      { pointer: `/lines/${index}/line`, code: 'unknown_order_line', message },
    ]);
  }
  if (doses === found.asked || reason) return;
  const message = { id: 'Alasan wajib diisi', en: 'A reason is required' };
  throw orderProblems.confirm_reason_required({ line, asked: found.asked, confirmed: doses }, [
    { pointer: `/lines/${index}/reason`, code: 'confirm_reason_required', message },
  ]);
}

/**
 * Confirms a pending order.
 * @throws Problem order_wrong_state, unknown_order_line, duplicate_order_line, confirm_reason_required,
 *   nothing_confirmed, doses_absurd.
 */
export async function confirmOrder(ctx: Context, command: ConfirmOrder): Promise<void> {
  const { order, lines: said } = command;
  checkOrderAllows('confirm', order);
  const lines = await findOrderLines(ctx, order.id);
  said.forEach((one, index) => {
    checkDoses(ctx, one.doses, `/lines/${index}/doses`);
    const first = said.findIndex(({ line }) => line === one.line);
    if (first < index) {
      throw orderProblems.duplicate_order_line({ first: first + 1, second: index + 1, what: one.line });
    }
    checkLine(
      command,
      one,
      index,
      lines.find(({ line }) => line === one.line),
    );
  });
  const answers = lines.map(({ line, asked }) => {
    const answer = said.find((one) => one.line === line);
    const confirmed = answer?.doses ?? asked;
    return { line, asked, confirmed, reason: confirmed === asked ? null : (answer?.reason ?? null) };
  });
  if (answers.every(({ confirmed }) => confirmed === 0)) throw orderProblems.nothing_confirmed();
  await ctx.tx.run(
    /* sql */ `update order_line l set confirmed = c.confirmed, reason = c.reason
      from unnest($2::int[], $3::int[], $4::text[]) c(line, confirmed, reason)
      where l.order_id = $1 and l.line = c.line`,
    [
      order.id,
      answers.map(({ line }) => line),
      answers.map(({ confirmed }) => confirmed),
      answers.map(({ reason }) => reason),
    ],
  );
  await advanceOrder(ctx, 'confirm', order, { status: 'confirmed' });
  await recordStep(ctx, command, {
    id: command.id,
    act: 'confirmed',
    comment: command.comment,
    data: { lines: answers },
  });
}
