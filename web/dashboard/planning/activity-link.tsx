// The activity that doses are for, by its name, leading to its page.
import { TextLink } from '../../shared/parts/link.tsx';
import { useLanguage } from '../../shared/speech.tsx';
import type { ActivityRef } from './shapes.ts';

export function ActivityLink({ activity }: { activity: ActivityRef }) {
  const language = useLanguage();
  return (
    <TextLink to={`/activities/${encodeURIComponent(activity.code)}`}>{activity.name[language]}</TextLink>
  );
}
