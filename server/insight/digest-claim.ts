// Who is to get the daily mail now. A row is claimed and committed before anything is sent: of several processes one
// claims it, and after a crash it stays claimed, for a mail that may have gone out is not sent again.
import type { Context } from '../kernel/context.ts';
import type { Language } from '../kernel/problem.ts';
import type { Sql } from '../kernel/sql.ts';

export const MOST_ATTEMPTS = 3;
const AT_ONCE = 20;
/** Between two attempts at one mail. */
const PAUSE = '10 minutes';

export interface Claimed {
  accountId: string;
  /** The local day that the mail is of. */
  day: string;
  attempts: number;
  email: string;
  name: string;
  role: string;
  language: Language;
  placeId: string;
}

/** Claims some of those whose local hour has come and who were not served today, or were refused and may be tried again. */
export function claimDigests(ctx: Context): Promise<Claimed[]> {
  return ctx.tx.rows<Claimed>(
    /* sql */ `
    with due as (
      select a.id, (($1::timestamptz at time zone p.time_zone)::date) as day
      from account a join place p on p.id = a.place_id
      where a.digest and a.status = 'active'
        and extract(hour from $1::timestamptz at time zone p.time_zone) >= $2
        and not exists (select from digest_mail m where m.account_id = a.id
          and m.day = ($1::timestamptz at time zone p.time_zone)::date
          and (m.outcome <> 'failed' or m.attempts >= $3 or m.claimed_at > $1::timestamptz - interval '${PAUSE}'))
      order by a.id limit ${AT_ONCE}
    ), claimed as (
      insert into digest_mail as m (account_id, day, claimed_at, attempts, outcome)
      select id, day, $1, 1, 'claimed' from due
      on conflict (account_id, day) do update set claimed_at = excluded.claimed_at, attempts = m.attempts + 1,
        outcome = 'claimed', detail = null
      where m.outcome = 'failed' and m.attempts < $3 and m.claimed_at <= $1::timestamptz - interval '${PAUSE}'
      returning m.account_id, m.day, m.attempts
    )
    select c.account_id as "accountId", c.day, c.attempts, a.email, a.name, a.role, a.language, a.place_id as "placeId"
    from claimed c join account a on a.id = c.account_id order by c.account_id`,
    [ctx.now, ctx.config.digestHour, MOST_ATTEMPTS],
  );
}

export type Outcome = 'sent' | 'nothing' | 'failed';

/** Keeps what became of a claimed mail. */
export async function noteOutcome(
  sql: Sql,
  { accountId, day }: Claimed,
  outcome: Outcome,
  { tasks, detail }: { tasks?: number; detail?: string } = {},
): Promise<void> {
  await sql.run(
    'update digest_mail set outcome = $3, tasks = $4, detail = $5 where account_id = $1 and day = $2',
    [accountId, day, outcome, tasks ?? null, detail?.slice(0, 500) ?? null],
  );
}

/** Forgets what was sent before the last quarter. */
export async function shedDigests(ctx: Context): Promise<void> {
  await ctx.tx.run(`delete from digest_mail where day < ($1::timestamptz - interval '92 days')::date`, [
    ctx.now,
  ]);
}
