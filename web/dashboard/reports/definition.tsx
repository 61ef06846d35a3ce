// What the figures of a report mean, in the service's own words, for whoever wants to know.
import { useT } from '../../shared/speech.tsx';
import classes from './definition.module.css';

export function Definition({ text }: { text?: string }) {
  const t = useT();
  if (!text) return null;
  return (
    <details className={classes.box}>
      <summary>{t('reports.definition')}</summary>
      <p>{text}</p>
    </details>
  );
}
