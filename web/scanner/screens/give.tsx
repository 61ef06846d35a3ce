// Today's sessions, and giving without one.
import { useLiveQuery } from 'dexie-react-hooks';
import { useT } from '../../shared/speech.tsx';
import { db, findDevice } from '../data/database.ts';
import { Notice } from '../parts/parts.tsx';
import { dayAt } from '../rules/usable.ts';
import { GiveSession } from './give-session.tsx';
import { GiveVial } from './give-vial.tsx';

export function GiveScreen({ id, fix }: { id?: string; fix?: string }) {
  const t = useT();
  const session = useLiveQuery(async () => (id ? ((await db.sessions.get(id)) ?? null) : null), [id]);
  const sessions = useLiveQuery(async () => {
    const device = await findDevice();
    const today = dayAt(Date.now(), device?.place.timeZone);
    const products = new Map((await db.products.toArray()).map((product) => [product.id, product.name]));
    const found = await db.sessions.filter(({ date }) => date === today).toArray();
    return found.map((one) => ({ session: one, product: products.get(one.product) ?? '' }));
  });
  if (fix || id === 'free') return <GiveVial fix={fix} />;
  if (session) return <GiveSession session={session} />;
  if (session === undefined || !sessions) return null;
  return (
    <>
      {sessions.length > 0 ? <h2>{t('scanner.give.sessions')}</h2> : <Notice text={t('scanner.give.none')} />}
      <ul className="list">
        {sessions.map(({ session: { id: key, start, end, appointments }, product }) => (
          <li key={key}>
            <a className="choice" href={`#/give/${key}`}>
              <span>
                {product}
                <br />
                <small className="soft">
                  {start}–{end} · {appointments.length}
                </small>
              </span>
            </a>
          </li>
        ))}
      </ul>
      <a className="button" href="#/give/free">
        {t('scanner.give.noSession')}
      </a>
    </>
  );
}
