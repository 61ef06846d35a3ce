// The area of planning: activities with the doses kept for them, and annual needs.
import { IconCalendarEvent, IconTargetArrow } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'planning',
  texts: { id, en },
  screens: [
    { path: '/activities', load: () => import('./activities-page.tsx') },
    { path: '/activities/$code', load: () => import('./activity-page.tsx') },
    { path: '/needs', load: () => import('./needs-page.tsx') },
    { path: '/needs/$id', load: () => import('./need-page.tsx') },
  ],
  nav: [
    { path: '/activities', label: 'navActivities', icon: IconCalendarEvent, group: 'service', order: 60 },
    { path: '/needs', label: 'navNeeds', icon: IconTargetArrow, group: 'service', order: 70 },
  ],
});
