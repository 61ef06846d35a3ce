// The area of shipments: listed, drafted, dispatched, received.
import { IconTruckDelivery } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'shipments',
  texts: { id, en },
  screens: [
    { path: '/shipments', load: () => import('./list-page.tsx') },
    { path: '/shipments/new', load: () => import('./new-page.tsx') },
    { path: '/shipments/$id', load: () => import('./shipment-page.tsx') },
    { path: '/shipments/$id/receive', load: () => import('./receive-page.tsx') },
  ],
  nav: [
    {
      path: '/shipments',
      label: 'nav',
      icon: IconTruckDelivery,
      group: 'distribution',
      order: 20,
      bar: 20,
    },
  ],
});
