// Lets the type check know every key, so that a misspelt or missing one fails the build.
import type { Dictionary } from './id.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Dictionary };
  }
}
