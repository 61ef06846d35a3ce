// The reader's language, subscribed to once for the whole page: a table's many cells then cost nothing to translate.
import type { TFunction } from 'i18next';
import { createContext, use, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFor, type Format } from './format.ts';
import { currentLanguage, type Language } from './i18n/i18n.ts';

interface Speech {
  t: TFunction;
  language: Language;
  format: Format;
}

const SpeechContext = createContext<Speech | undefined>(undefined);

export function SpeechProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const speech = useMemo(() => {
    const language = currentLanguage();
    return { t, language, format: formatFor(language) };
  }, [t]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

function useSpeech(): Speech {
  const speech = use(SpeechContext);
  if (!speech) throw new Error('This needs a SpeechProvider around it');
  return speech;
}

export const useT = () => useSpeech().t;
export const useFormat = () => useSpeech().format;
export const useLanguage = () => useSpeech().language;
