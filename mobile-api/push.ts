// A push: one verdict for each event, in order. Runs of plain movements are one statement; every other event is a
// transaction of its own. Nothing of the push itself is kept: the journal alone says what was recorded.
import { problemOf } from '../server/kernel/answer-problem.ts';
import type { Command, Context } from '../server/kernel/context.ts';
import type { Problem } from '../server/kernel/problem.ts';
import { problems, type Language } from '../server/kernel/problem.ts';
import { route, type Route } from '../server/kernel/route.ts';
import { iso } from '../server/kernel/shapes.ts';
import { poolContext, transact } from '../server/kernel/transaction.ts';
import { warningView } from '../server/ledger/warnings.ts';
import { STAFF } from '../server/people/scope.ts';
import { act, type When } from './acts.ts';
import { noteArrivals } from './arrivals.ts';
import { clockOf, type Clock } from './clock.ts';
import { giveAnyway, isStillAFact } from './give.ts';
import { readItem, refused, type Good, type Item, type Outcome } from './item.ts';
import { findKnown, outcomeOf, outcomeOfKnown } from './known.ts';
import { nextStep } from './next-steps.ts';
import { plainOf, postRun, readyOf, saidOf, type Ready } from './plain.ts';
import { mobileProblems } from './problems.ts';
import { ownPlace, type PhoneRooms } from './rooms.ts';
import { MAX_EVENTS, PushBody, PushView, type ResultView } from './shapes.ts';
import { verifierOf } from './signature.ts';
import { VERSION_HEADER } from './version.ts';

const MAX_BYTES = 1_000_000;

type Judged = Item & { good: Good };

/** The refusal that an error means. @throws it on when the service cannot answer at all, for the phone to try again. */
function refusalOf({ house }: PhoneRooms, error: unknown): Problem {
  const problem = problemOf(house, error);
  if (problem.status === 503) throw problem;
  return problem;
}

/** Notes what the journal knows of events that have no outcome yet. */
async function recall(ctx: Context, items: readonly Item[]): Promise<void> {
  const open = items.filter((item): item is Judged => item.good !== undefined && !item.outcome);
  const known = await findKnown(
    ctx.tx,
    open.map(({ good }) => good.event.id),
  );
  if (known.size === 0) return;
  for (const item of open) {
    const row = known.get(item.good.event.id);
    if (row) item.outcome = outcomeOfKnown(item.good, row);
  }
}

/** One act, in a transaction of its own; whoever pushes the same event at the same time waits and then finds it. */
async function doAct(rooms: PhoneRooms, { actor }: Context, clock: Clock, good: Good): Promise<Outcome> {
  const { event, hash } = good;
  const at = clock.correct(event.occurredAt);
  const attempt = (work: (ctx: Context, when: When) => ReturnType<typeof act>) => {
    const said = saidOf(clock, event);
    const command: Command = { id: event.id, hash, data: { phone: said } };
    return transact(
      rooms.house,
      actor,
      async (ctx): Promise<Outcome> => {
        await ctx.tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 7))', [event.id]);
        const row = (await findKnown(ctx.tx, [event.id])).get(event.id);
        if (row) return outcomeOfKnown(good, row);
        return outcomeOf(await work(ctx, { at, said }), said);
      },
      command,
    );
  };
  try {
    return await attempt((ctx, when) => act(ctx, rooms, event, when));
  } catch (error) {
    if (event.kind !== 'administer' || !isStillAFact(error)) throw error;
    return attempt((ctx) => giveAnyway(ctx, rooms, event, { at, why: error }));
  }
}

/** Judges events one after the other; each gets its outcome. */
async function judge(rooms: PhoneRooms, ctx: Context, clock: Clock, items: readonly Item[]): Promise<void> {
  const place = ownPlace(rooms, ctx).code;
  let run: Ready[] = [];
  const post = async () => {
    const posting = run;
    run = [];
    await postRun(rooms, ctx, posting, (error) => refusalOf(rooms, error));
  };
  for (const item of items) {
    const { good } = item;
    if (item.outcome || !good) continue;
    const { event } = good;
    try {
      if (event.place !== undefined && event.place !== place)
        throw mobileProblems.event_other_place({ place, other: event.place });
      if (plainOf(event)) run.push(await readyOf(ctx, rooms, clock, item as Judged));
      else {
        await post();
        item.outcome = await doAct(rooms, poolContext(rooms.house, ctx.actor), clock, good);
      }
    } catch (error) {
      item.outcome = refused(refusalOf(rooms, error));
    }
  }
  await post();
}

function resultOf({ id, outcome }: Item, language: Language): ResultView {
  const found = outcome ?? refused(problems.internal_error());
  if (found.verdict === 'refused') {
    const { problem } = found;
    const { code, text } = nextStep(problem);
    return {
      id,
      verdict: 'refused',
      problem: problem.toBody(language),
      next: { code, text: text[language] },
      warnings: [],
    };
  }
  const first = found.verdict === 'repeated' ? found.first : undefined;
  const warnings = found.warnings.map((warning) => warningView(warning, language));
  return { id, verdict: found.verdict, first, warnings };
}

export type PushDoors = PhoneRooms;

/** `POST /mobile/v1/push`. */
export function pushRoute(rooms: PushDoors): Route {
  const { house } = rooms;
  return route({
    method: 'post',
    path: '/mobile/v1/push',
    summary: 'Send what was done: one verdict for each event, in their order',
    description:
      'Facts are recorded, and flagged where they contradict the book; promises that cannot be kept are refused with what ' +
      'to do next. Sent again, an event that was recorded is `repeated` with its first outcome; one that was refused is judged anew.',
    tag: 'Phones',
    role: STAFF,
    mode: 'read',
    maxBodyBytes: MAX_BYTES,
    body: PushBody,
    response: PushView,
    problems: ['app_outdated', 'too_many_events', 'body_too_large', 'invalid_json', 'device_revoked'],
    async handle(ctx, { body, headers, language }) {
      const { events, sentAt } = body;
      if (events.length > MAX_EVENTS) throw mobileProblems.too_many_events({ max: MAX_EVENTS });
      const clock = clockOf(sentAt, ctx.now);
      const verify = verifierOf(ctx.actor.device?.publicKey);
      const items = events.map((event) => readItem(event, verify));
      await recall(ctx, items);
      await judge(rooms, ctx, clock, items);
      // What another push recorded between our look and our posting, or what stands twice in this one.
      await recall(ctx, items);
      const missingSeqs = await noteArrivals(house, ctx, {
        seqs: items.flatMap(({ seq }) => (seq === undefined ? [] : [seq])),
        clock,
        appVersion: headers[VERSION_HEADER],
      });
      for (const { good, outcome } of items) {
        const event = good ? `phone.${good.event.kind}` : 'phone.unreadable';
        house.metrics.events.inc({ event, outcome: outcome?.verdict ?? 'refused' });
      }
      const { offsetMs, implausible } = clock;
      return {
        results: items.map((item) => resultOf(item, language)),
        missingSeqs,
        clock: { offsetMs, implausible },
        serverTime: iso(ctx.now),
      };
    },
  });
}
