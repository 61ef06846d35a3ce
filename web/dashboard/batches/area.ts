// The area of batches: found, registered, traced, held and recalled.
import { IconVaccineBottle } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'batches',
  texts: { id, en },
  screens: [
    { path: '/batches', load: () => import('./list-page.tsx') },
    { path: '/batches/new', load: () => import('./new-page.tsx') },
    { path: '/batches/$id', load: () => import('./batch-page.tsx') },
  ],
  nav: [{ path: '/batches', label: 'nav', icon: IconVaccineBottle, group: 'stock', order: 30 }],
});
