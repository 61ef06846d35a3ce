// A command that a handler runs itself, in one transaction and once: for those that must do something outside the database
// first. The route's mode is `combined`.
import type { Context } from './context.ts';
import type { House } from './house.ts';
import { earlierAnswer, keepAnswer } from './idempotency.ts';
import { Reply } from './route.ts';
import { transact } from './transaction.ts';

/**
 * Does the request's command in a transaction of its own and keeps its answer, 201; repeated, the first answer again.
 * @throws Problem idempotency_conflict, answer_expired, and whatever `work` throws.
 */
export function once<T>(house: House, ctx: Context, work: (inner: Context) => Promise<T>): Promise<Reply<T>> {
  const command = ctx.command!;
  return transact(
    house,
    ctx.actor,
    async (inner) => {
      const earlier = await earlierAnswer(inner, command);
      if (earlier) {
        const headers = { 'Idempotency-Replayed': 'true' };
        return new Reply(earlier.body as T, { status: earlier.status, headers });
      }
      const answer = await work(inner);
      await keepAnswer(inner, command, { status: 201, body: answer });
      return new Reply(answer, { status: 201 });
    },
    command,
  );
}
