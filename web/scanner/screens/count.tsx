// Counting: the counts that are under way at the place, or one vaccine now.
import { useLiveQuery } from 'dexie-react-hooks';
import { useT } from '../../shared/speech.tsx';
import { db } from '../data/database.ts';
import { Notice } from '../parts/parts.tsx';
import { CountForm } from './count-form.tsx';

export function CountScreen({ id, fix }: { id?: string; fix?: string }) {
  const t = useT();
  const count = useLiveQuery(async () => (id ? ((await db.counts.get(id)) ?? null) : null), [id]);
  const counts = useLiveQuery(async () => {
    const products = new Map((await db.products.toArray()).map((product) => [product.id, product.name]));
    const open = await db.counts.filter(({ status }) => status === 'started').toArray();
    return open.map((one) => ({ id: one.id, name: one.product ? products.get(one.product) : undefined }));
  });
  if (id === 'free') return <CountForm fix={fix} />;
  if (count) return <CountForm count={count} fix={fix} />;
  if (count === undefined || !counts) return null;
  return (
    <>
      {id && <Notice tone="look" text={t('scanner.count.gone')} />}
      {counts.length === 0 && <p>{t('scanner.count.none')}</p>}
      <ul className="list">
        {counts.map(({ id: key, name }) => (
          <li key={key}>
            <a className="choice" href={`#/count/${key}`}>
              {name ?? t('scanner.count.whole')}
            </a>
          </li>
        ))}
      </ul>
      <a className="button" href="#/count/free">
        {t('scanner.count.free')}
      </a>
    </>
  );
}
