// The area of the stock status: stock against minimum and maximum, and what should move before it expires.
import { IconArrowsExchange, IconGauge } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'stockStatus',
  texts: { id, en },
  screens: [
    { path: '/stock-status', load: () => import('./status-page.tsx') },
    { path: '/relocations', load: () => import('./relocations-page.tsx') },
  ],
  nav: [
    { path: '/stock-status', label: 'nav', icon: IconGauge, group: 'stock', order: 30 },
    {
      path: '/relocations',
      label: 'relocationsNav',
      icon: IconArrowsExchange,
      group: 'distribution',
      order: 60,
      when: ({ place }) => !['health_centre', 'hospital', 'clinic', 'post'].includes(place.level),
    },
  ],
});
