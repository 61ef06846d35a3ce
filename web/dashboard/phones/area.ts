// The area of phones: pairing them, seeing them, ending their access.
import { IconDeviceMobile } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'phones',
  texts: { id, en },
  screens: [{ path: '/phones', load: () => import('./phones-page.tsx') }],
  nav: [
    {
      path: '/phones',
      label: 'nav',
      icon: IconDeviceMobile,
      group: 'service',
      order: 90,
      roles: ['warehouse_staff', 'health_centre_staff', 'officer', 'national_officer'],
    },
  ],
});
