// The area of a health centre's day: sessions and appointments.
import { IconCalendarEvent } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'sessions',
  texts: { id, en },
  screens: [
    { path: '/sessions', load: () => import('./day-page.tsx') },
    { path: '/sessions/new', load: () => import('./new-page.tsx') },
  ],
  nav: [
    {
      path: '/sessions',
      label: 'nav',
      icon: IconCalendarEvent,
      group: 'service',
      order: 10,
      bar: 40,
      roles: ['health_centre_staff', 'officer', 'national_officer', 'auditor'],
    },
  ],
});
