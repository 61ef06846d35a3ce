// Names on the screen of the service's fixed words (levels, roles, states). A word not known here is shown as it came.
import type { TFunction } from 'i18next';
import type { AlertNews } from './contract.ts';
import { id } from './i18n/id.ts';

const plain = (word: string) => {
  const text = word.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

function has<T extends object>(words: T, word: string): word is keyof T & string {
  return Object.hasOwn(words, word);
}

export const levelName = (t: TFunction, level: string) =>
  has(id.level, level) ? t(`level.${level}`) : plain(level);

export const roleName = (t: TFunction, role: string) =>
  has(id.role, role) ? t(`role.${role}`) : plain(role);

export const shipmentStatusName = (t: TFunction, status: string) =>
  has(id.shipmentStatus, status) ? t(`shipmentStatus.${status}`) : plain(status);

/** `batch.recalled` is the journal's spelling; dots mean something else to the dictionaries. */
export function alertName(t: TFunction, alert: Pick<AlertNews, 'kind' | 'about'>): string {
  const kind = alert.kind.replaceAll('.', '_');
  const name = has(id.alertKind, kind) ? t(`alertKind.${kind}`) : plain(kind);
  if (!alert.about) return name;
  return `${name}: ${has(id.taskKind, alert.about) ? t(`taskKind.${alert.about}`) : plain(alert.about)}`;
}
