// Names on the screen of the service's fixed words (levels, roles, states). A word not known here is shown as it came.
import type { TFunction } from 'i18next';
import type { Words } from './contract.ts';
import { currentLanguage } from './i18n/i18n.ts';
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

export const alertName = (t: TFunction, kind: string | undefined) =>
  kind === undefined ? t('activity.alert') : has(id.alertKind, kind) ? t(`alertKind.${kind}`) : plain(kind);

export const inWords = (text: string | Words | undefined): string | undefined =>
  typeof text === 'object' ? text[currentLanguage()] : text;
