// The area of delivery orders: what the manufacturer's own system says it delivers, for its store and the ministry.
import { IconFileInvoice } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'deliveries',
  texts: { id, en },
  screens: [
    { path: '/deliveries', load: () => import('./list-page.tsx') },
    { path: '/deliveries/upload', load: () => import('./upload-page.tsx') },
    { path: '/deliveries/$number', load: () => import('./delivery-page.tsx') },
  ],
  nav: [
    {
      path: '/deliveries',
      label: 'nav',
      icon: IconFileInvoice,
      group: 'distribution',
      order: 15,
      when: ({ place }) => place.level === 'national',
    },
  ],
});
