// The area of scanning: what a code means, and where to go from there.
import { IconBarcode } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'scan',
  texts: { id, en },
  screens: [{ path: '/codes', load: () => import('./scan-page.tsx') }],
  nav: [{ path: '/codes', label: 'nav', icon: IconBarcode, group: 'today', order: 30, bar: 30 }],
});
