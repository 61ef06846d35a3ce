// The area of packages: boxes and pallets of a place, what is in each, opened, re-packed, labelled.
import { IconPackages } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'packages',
  texts: { id, en },
  screens: [
    { path: '/packages', load: () => import('./list-page.tsx') },
    { path: '/packages/$sscc', load: () => import('./package-page.tsx') },
  ],
  nav: [{ path: '/packages', label: 'nav', icon: IconPackages, group: 'stock', order: 40 }],
});
