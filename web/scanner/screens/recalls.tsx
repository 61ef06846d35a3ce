// Recalls and holds: what is here of the batch, and that it was set apart.
import { useLiveQuery } from 'dexie-react-hooks';
import { useFormat, useLanguage, useT } from '../../shared/speech.tsx';
import { openRecalls } from '../data/recalls.ts';
import { Button, Notice } from '../parts/parts.tsx';
import { useNote } from '../parts/use-note.tsx';

export function RecallsScreen() {
  const t = useT();
  const format = useFormat();
  const language = useLanguage();
  const { save, busy, fault } = useNote();
  const recalls = useLiveQuery(openRecalls);
  if (!recalls) return null;
  return (
    <>
      {fault}
      {recalls.length === 0 && <p>{t('scanner.recalls.empty')}</p>}
      <ul className="list">
        {recalls.map(({ task: { id, title, detail }, onHand }) => (
          <li key={id}>
            <Notice tone="bad" title={title[language]} text={detail[language]}>
              <strong>{t('scanner.recalls.here', { formatted: format.number(onHand) })}</strong>
              <Button
                main
                disabled={busy}
                onClick={() =>
                  void save({ fact: { kind: 'acknowledge', task: id }, about: detail[language] })
                }
              >
                {t('scanner.recalls.submit')}
              </Button>
            </Notice>
          </li>
        ))}
      </ul>
    </>
  );
}
