// The texts of the screens by their keys, in either language: the play finds what it presses by what is written on it.
import * as batches from '../../web/dashboard/batches/texts.ts';
import * as movements from '../../web/dashboard/movements/texts.ts';
import * as orders from '../../web/dashboard/orders/texts.ts';
import * as receiving from '../../web/dashboard/receiving/texts.ts';
import * as reports from '../../web/dashboard/reports/texts.ts';
import * as shipments from '../../web/dashboard/shipments/texts.ts';
import * as desk from '../../web/dashboard/stock/texts.ts';
import * as store from '../../web/dashboard/store/texts.ts';
import * as tasks from '../../web/dashboard/tasks/texts.ts';
import { common } from '../../web/shared/i18n/common.ts';
import { en } from '../../web/shared/i18n/en.ts';
import { id } from '../../web/shared/i18n/id.ts';

export type Language = 'id' | 'en';
export type Words = (key: string, blanks?: Record<string, string | number>) => string;

const areas = { batches, desk, movements, orders, receiving, reports, shipments, store, tasks };
const dictionaries = {
  id: { ...id, common: common.id, ...pick('id') },
  en: { ...en, common: common.en, ...pick('en') },
};

function pick(language: Language): Record<string, object> {
  return Object.fromEntries(Object.entries(areas).map(([name, texts]) => [name, texts[language]]));
}

/** A text of the screens by its key, with its blanks filled. */
export function wordsIn(language: Language): Words {
  return (key, blanks = {}) => {
    const found = key
      .split('.')
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], dictionaries[language]);
    if (typeof found !== 'string') throw new Error(`There is no text ${key}`);
    return found.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(blanks[name] ?? ''));
  };
}
