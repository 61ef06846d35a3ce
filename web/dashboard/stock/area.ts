// The area of stock: the page one comes to after signing in.
import { IconBuildingWarehouse } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { readStockSearch } from './stock-search.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'desk',
  texts: { id, en },
  screens: [
    {
      path: '/',
      load: async () => ({ default: (await import('./stock-page.tsx')).StockPage }),
      search: readStockSearch,
    },
  ],
  nav: [{ path: '/', label: 'nav', icon: IconBuildingWarehouse, group: 'today', order: 10, bar: 10 }],
});
