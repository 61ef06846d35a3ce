// The daily mail by SMTP: claimed, written, sent outside any transaction, and its outcome kept.
import { createTransport, type Transporter } from 'nodemailer';
import type { Actor } from '../kernel/context.ts';
import type { House } from '../kernel/house.ts';
import { poolContext, transact } from '../kernel/transaction.ts';
import type { Directory } from '../places/directory.ts';
import { countTasks, findTasks } from '../tasks/list.ts';
import type { TaskKind } from '../tasks/kinds.ts';
import { claimDigests, noteOutcome, shedDigests, type Claimed } from './digest-claim.ts';
import { writeDigest, type Digest } from './digest-text.ts';

const TIMEOUT_MS = 15_000;
const CONNECTIONS = 4;
/** Tasks of the place itself that one mail can tell of. */
const MOST_TASKS = 500;

/** What the mail to a person says. */
async function digestOf(house: House, actor: Actor, directory: Directory, person: Claimed): Promise<Digest> {
  const ctx = poolContext(house, actor);
  const place = directory.get(person.placeId);
  const tasks = await findTasks(ctx, { place, own: true, open: true, snoozed: false, limit: MOST_TASKS });
  const counts = await countTasks(ctx, place);
  return {
    language: person.language,
    name: person.name,
    place: place.name,
    day: person.day,
    own: tasks.map(({ kind, data }) => ({ kind: kind as TaskKind, data })),
    below: counts.map(({ kind, own, all }) => ({ kind, count: all - own })).filter(({ count }) => count > 0),
  };
}

/** Whether the server may have taken the mail although an error came: only then it is not tried again. */
function mayHaveGone(error: unknown): boolean {
  const { command, responseCode } = (error ?? {}) as { command?: string; responseCode?: number };
  return command === 'DATA' && responseCode === undefined;
}

/**
 * Sends every mail that is due; answers how many were sent. Several processes may do it at once. Without `smtpUrl` and
 * `mailFrom` nothing is claimed.
 */
export async function sendDigests(house: House, actor: Actor, directory: Directory): Promise<number> {
  const { smtpUrl, mailFrom } = house.config;
  if (!smtpUrl || !mailFrom) return 0;
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: CONNECTIONS,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  let sent = 0;
  try {
    for (;;) {
      const people = await transact(house, actor, claimDigests);
      if (people.length === 0) break;
      const outcomes = await Promise.all(
        people.map((person) => serve(house, actor, directory, transport, mailFrom, person)),
      );
      sent += outcomes.filter((outcome) => outcome === 'sent').length;
    }
  } finally {
    transport.close();
  }
  await transact(house, actor, shedDigests);
  return sent;
}

async function serve(
  house: House,
  actor: Actor,
  directory: Directory,
  transport: Transporter,
  from: string,
  person: Claimed,
): Promise<string> {
  const { sql } = house.database;
  const digest = await digestOf(house, actor, directory, person);
  if (digest.own.length + digest.below.length === 0) {
    await noteOutcome(sql, person, 'nothing', { tasks: 0 });
    return 'nothing';
  }
  try {
    const domain = from
      .split('@')
      .at(-1)!
      .replace(/[^\w.-]/g, '');
    await transport.sendMail({
      from,
      to: { name: person.name, address: person.email },
      messageId: `<digest-${person.accountId}-${person.day}@${domain}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...writeDigest(digest),
    });
    await noteOutcome(sql, person, 'sent', { tasks: digest.own.length });
    return 'sent';
  } catch (error) {
    const detail = (error as Error).message;
    house.log.warn(
      { account: person.accountId, day: person.day, error: detail },
      'a daily mail was not sent',
    );
    if (mayHaveGone(error)) return 'claimed';
    await noteOutcome(sql, person, 'failed', { tasks: digest.own.length, detail });
    return 'failed';
  }
}
