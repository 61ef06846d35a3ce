// The area of orders: what a place asks for, is given, moves and sends back.
import { IconClipboardList } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'orders',
  texts: { id, en },
  screens: [
    { path: '/orders', load: () => import('./orders-page.tsx') },
    { path: '/orders/new', load: () => import('./new-order-page.tsx') },
    { path: '/orders/$id', load: () => import('./order-page.tsx') },
  ],
  nav: [
    { path: '/orders', label: 'nav', icon: IconClipboardList, group: 'distribution', order: 10, bar: 30 },
  ],
});
