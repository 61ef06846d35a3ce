// The area of the stock room: counts, open vials, what is out of use, destruction.
import { IconClipboardCheck, IconFlame, IconLock, IconVaccineBottle } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'store',
  texts: { id, en },
  screens: [
    { path: '/counts', load: () => import('./counts-page.tsx') },
    { path: '/counts/calendar', load: () => import('./calendar-page.tsx') },
    { path: '/counts/$id', load: () => import('./count-page.tsx') },
    { path: '/vials', load: () => import('./vials-page.tsx') },
    { path: '/holds', load: () => import('./holds-page.tsx') },
    { path: '/destructions', load: () => import('./destructions-page.tsx') },
    { path: '/destructions/$id', load: () => import('./destruction-page.tsx') },
  ],
  nav: [
    {
      path: '/vials',
      label: 'vialsNav',
      icon: IconVaccineBottle,
      group: 'service',
      order: 20,
      roles: ['health_centre_staff', 'warehouse_staff', 'auditor'],
    },
    { path: '/counts', label: 'countsNav', icon: IconClipboardCheck, group: 'stock', order: 60 },
    { path: '/holds', label: 'holdsNav', icon: IconLock, group: 'stock', order: 70 },
    { path: '/destructions', label: 'destructionsNav', icon: IconFlame, group: 'stock', order: 80 },
  ],
});
