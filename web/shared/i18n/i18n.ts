// The chosen language: remembered, else the browser's, else Bahasa Indonesia. The service is asked in the same one.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { common } from './common.ts';
import { en } from './en.ts';
import { id } from './id.ts';

export type Language = 'id' | 'en';
export const languages: readonly Language[] = ['id', 'en'];
const key = 'jejak.language';

const isLanguage = (text: string | null | undefined): text is Language => text === 'id' || text === 'en';

function firstLanguage(): Language {
  const remembered = localStorage.getItem(key);
  if (isLanguage(remembered)) return remembered;
  // `in` is the old code for Indonesian, which some phones still send.
  const wanted = navigator.languages
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .map((tag) => (tag === 'in' ? 'id' : tag));
  return wanted.find(isLanguage) ?? 'id';
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'id';
}

export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(key, language);
  await i18next.changeLanguage(language);
}

/** Areas bring their own texts; those of `shipments` are found under `shipments.…`. */
interface Texts {
  name: string;
  texts: Record<Language, object>;
}

export async function startI18n(areas: readonly Texts[]): Promise<void> {
  const ofAreas = (language: Language) =>
    Object.fromEntries(areas.map(({ name, texts }) => [name, texts[language]]));
  i18next.on('languageChanged', (language) => document.documentElement.setAttribute('lang', language));
  await i18next.use(initReactI18next).init({
    resources: {
      id: { translation: { ...id, common: common.id, ...ofAreas('id') } },
      en: { translation: { ...en, common: common.en, ...ofAreas('en') } },
    },
    lng: firstLanguage(),
    fallbackLng: 'id',
    interpolation: { escapeValue: false }, // React escapes
  });
}
