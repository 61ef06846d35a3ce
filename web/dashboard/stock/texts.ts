// The texts of the first page beyond the stock table's own, which are in shared/i18n.
import type { Same } from '../../shared/i18n/id.ts';

export const id = {
  nav: 'Stok',
};

export const en: Same<typeof id> = {
  nav: 'Stock',
};

declare global {
  interface AreaTexts {
    desk: typeof id;
  }
}
