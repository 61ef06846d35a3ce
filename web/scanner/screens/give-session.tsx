// Giving in a session: first the ticket, or the person chosen from the list; then the vial.
import { useLiveQuery } from 'dexie-react-hooks';
import { useState } from 'react';
import { useFormat, useT } from '../../shared/speech.tsx';
import { db, findDevice } from '../data/database.ts';
import { identifyHere } from '../data/identify-here.ts';
import { noted } from '../data/noted.ts';
import { announce } from '../parts/announce.tsx';
import { Button } from '../parts/parts.tsx';
import { useTold } from '../parts/use-told.tsx';
import { ScanPanel } from '../scan/scan-panel.tsx';
import { signal } from '../scan/signal.ts';
import type { Appointment, Session } from '../wire.ts';
import { GiveVial, type Same } from './give-vial.tsx';

type Standing = 'given' | 'present' | 'open' | 'over';

/** How an appointment stands by the last pull and by what was noted here since. */
function standingOf({ id, status }: Appointment, given: Set<string>, present: Set<string>): Standing {
  if (given.has(id) || status === 'administered') return 'given';
  if (status === 'cancelled' || status === 'no_show') return 'over';
  return present.has(id) || status === 'checked_in' ? 'present' : 'open';
}

export function GiveSession({ session }: { session: Session }) {
  const t = useT();
  const format = useFormat();
  const [chosen, setChosen] = useState<Appointment>();
  const [same, setSame] = useState<Same>();
  const { notice, hit, show, tell } = useTold();
  const known = useLiveQuery(async () => ({
    given: new Set((await noted('administer')).flatMap(({ appointment }) => appointment ?? [])),
    present: new Set((await noted('check_in')).flatMap(({ appointment }) => appointment ?? [])),
    product: await db.products.get(session.product),
    timeZone: (await findDevice())?.place.timeZone ?? 'Asia/Jakarta',
  }));
  if (!known) return null;
  const standing = (one: Appointment) => standingOf(one, known.given, known.present);

  async function onCode(raw: string) {
    const { found } = await identifyHere(raw);
    if (found.kind !== 'ticket') return tell('bad', t('scanner.give.ticketAim'));
    if (!found.appointment) return tell('bad', t('scanner.give.unknownTicket'));
    if (found.session?.id !== session.id) return tell('bad', t('scanner.give.otherSession'));
    choose(found.appointment);
  }

  function choose(appointment: Appointment) {
    const now = standing(appointment);
    if (now === 'given') return tell('bad', t('scanner.give.alreadyGiven'));
    if (now === 'over') return tell('bad', t('scanner.give.notActive'));
    show(undefined);
    signal('good');
    announce(`${appointment.name} ${appointment.code}`);
    setChosen(appointment);
  }

  if (chosen) {
    return (
      <>
        <GiveVial
          appointment={chosen}
          product={known.product}
          same={same}
          present={standing(chosen) === 'present'}
          onDone={(vial) => {
            setSame(vial);
            setChosen(undefined);
            show({ tone: 'good', text: t('scanner.give.next') });
          }}
        />
        <Button onClick={() => setChosen(undefined)}>{t('scanner.give.back')}</Button>
      </>
    );
  }
  return (
    <>
      <h2>{known.product?.name}</h2>
      {notice}
      <ScanPanel aim={t('scanner.give.ticketAim')} hit={hit} onCode={(raw) => void onCode(raw)} />
      <h2>{t('scanner.give.choose')}</h2>
      <ul className="list">
        {session.appointments.map((one) => (
          <li key={one.id}>
            <button type="button" className="choice" style={{ width: '100%' }} onClick={() => choose(one)}>
              <span>
                {format.timeAt(one.start, known.timeZone)} · {one.name}
                <br />
                <small className="soft">
                  {one.code}
                  {standing(one) === 'given' && ` · ${t('scanner.give.given')}`}
                  {standing(one) === 'present' && ` · ${t('scanner.give.present')}`}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
