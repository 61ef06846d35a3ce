// The area of movements: one batch's stock at a place with what can be done with it, and what happened at a place.
import { IconHistory } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'movements',
  texts: { id, en },
  screens: [
    { path: '/movements', load: () => import('./movements-page.tsx') },
    { path: '/stock/$place/$batch', load: () => import('./item-page.tsx') },
  ],
  nav: [{ path: '/movements', label: 'nav', icon: IconHistory, group: 'stock', order: 50 }],
});
