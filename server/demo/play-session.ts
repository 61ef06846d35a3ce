// The puskesmas part of the story: a vaccination session, bookings until the usable doses are promised, one dose given.
import { uuidv7 } from 'uuidv7';
import { realClock } from '../kernel/house.ts';
import type { Body, Cast } from './client.ts';
import { madeUpPerson } from './people-made-up.ts';
import { begin, expectThat, tell } from './teller.ts';

const MINUTE_MS = 60_000;
const TIME_ZONE = 'Asia/Jakarta';

/** Date and time at the puskesmas. */
function localTime(at: Date): { date: string; time: string } {
  const text = at.toLocaleString('sv-SE', { timeZone: TIME_ZONE });
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

/** A session that begins within minutes and ends today; late in the evening, one for tomorrow morning. */
function nextSession(now: Date): { date: string; start: string; end: string } {
  const soon = new Date(Math.ceil((now.getTime() + 2 * MINUTE_MS) / (5 * MINUTE_MS)) * 5 * MINUTE_MS);
  const { date, time } = localTime(soon);
  if (time < '22:30')
    return { date, start: time, end: localTime(new Date(soon.getTime() + 60 * MINUTE_MS)).time };
  const tomorrow = localTime(new Date(now.getTime() + 6 * 60 * MINUTE_MS));
  return { date: tomorrow.date, start: '08:00', end: '09:00' };
}

/** The puskesmas opens a session with more room than doses. */
export async function openSession({ centre }: Cast, product: Body, place: string): Promise<Body> {
  begin('The puskesmas opens a vaccination session');
  const when = nextSession(realClock());
  const answer = await centre.post('/api/v1/sessions', {
    id: uuidv7(),
    place,
    product: product.code,
    ...when,
    slotMinutes: 15,
    capacityPerSlot: 100,
  });
  expectThat(
    answer.status === 201 && answer.body.slots.length === 4,
    'the session has four slots',
    answer.body,
  );
  tell(`${when.date} ${when.start}-${when.end}, four slots of 100 places`);
  return answer.body as Body;
}

async function availabilityOf({ chatbot }: Cast, session: Body): Promise<Body> {
  const place = session.place?.code ?? session.place;
  const query = `area=${place}&from=${session.date}&to=${session.date}&product=${session.product?.code ?? session.product}`;
  const answer = await chatbot.get(`/api/v1/availability?${query}`);
  const found = (answer.body.sessions as Body[])?.find((item) => item.id === session.id);
  expectThat(found, 'the session is publicly available', answer.body);
  return found as Body;
}

/** The chatbot books people until the usable doses are promised; the next one is refused with the reason. */
export async function bookUntilRefused(cast: Cast, session: Body): Promise<Body[]> {
  begin('The chatbot books appointments until the usable doses are promised');
  const before = await availabilityOf(cast, session);
  const left = before.usableDoses - before.promisedDoses;
  expectThat(left > 0, 'there are doses to promise', before);
  tell(
    `availability says ${before.usableDoses} usable doses, ${before.promisedDoses} promised: ${left} to book`,
  );
  const seed = Math.floor(realClock().getTime() / 1000);
  const book = (n: number) =>
    cast.chatbot.post('/api/v1/appointments', {
      id: uuidv7(),
      slotId: before.slots[n % before.slots.length].id,
      dose: 1,
      registrant: madeUpPerson(seed, n),
    });
  const answers = await Promise.all(Array.from({ length: left }, (_, n) => book(n)));
  const wrong = answers.find((answer) => answer.status !== 201);
  expectThat(!wrong, `all ${left} bookings are confirmed`, wrong?.body);
  tell(`${left} appointments are confirmed; the first ticket is ${answers[0]!.body.code}`);
  const refused = await book(left);
  expectThat(
    refused.status === 409 && refused.body.code === 'doses_exhausted',
    'the next one is refused',
    refused.body,
  );
  tell(`the next is refused: "${refused.body.detail}"`);
  const after = await availabilityOf(cast, session);
  expectThat(after.promisedDoses === before.usableDoses, 'every usable dose is promised', after);
  tell(`availability now says ${after.promisedDoses} of ${after.usableDoses} promised, no slot free`);
  return answers.map((answer) => answer.body as Body);
}

/** One person comes, checks in and is vaccinated; the ledger shows the dose. */
export async function vaccinateOne(
  { centre }: Cast,
  { batch, label }: { batch: Body; label: string },
  appointment: Body,
  place: string,
): Promise<void> {
  begin('One person is vaccinated');
  const stock = async () => {
    const answer = await centre.get(`/api/v1/stock?place=${place}&batch=${batch.id}`);
    return answer.body.items[0] as Body;
  };
  const before = await stock();
  const arrived = await centre.post(`/api/v1/appointments/${appointment.id}/check-in`, { id: uuidv7() });
  expectThat(arrived.status === 200, 'the person checks in', arrived.body);
  const given = await centre.post(`/api/v1/appointments/${appointment.id}/administer`, {
    id: uuidv7(),
    scan: label,
  });
  expectThat(given.status === 200 && given.body.status === 'administered', 'the dose is given', given.body);
  const after = await stock();
  expectThat(
    after.onHand === before.onHand - 1 && after.reserved === before.reserved - 1,
    'the ledger shows it',
    after,
  );
  tell(
    `ticket ${appointment.code}: on hand ${before.onHand} -> ${after.onHand}, reserved ${before.reserved} -> ${after.reserved}`,
  );
}

/** The chatbot tells those who lost their dose, and gives their places back. */
export async function cancelAffected({ chatbot }: Cast, appointments: readonly Body[]): Promise<void> {
  const cancel = ({ id }: Body) =>
    chatbot.post(`/api/v1/appointments/${id}/cancel`, { id: uuidv7(), reason: 'batch recalled' });
  const answers = await Promise.all(appointments.map(cancel));
  const wrong = answers.find(({ status }) => status !== 200);
  expectThat(!wrong, 'every affected appointment is cancelled', wrong?.body);
  tell(`the chatbot tells the ${answers.length} people and cancels their appointments`);
}
