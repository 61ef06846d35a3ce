// Lets the type check know every key, so that a misspelt or missing one fails the build. Areas add theirs to the
// interface `AreaTexts`, each in its own `texts.ts`.
import type { Common } from './common.ts';
import type { Dictionary } from './id.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Dictionary & { common: Common } & AreaTexts };
  }
}
