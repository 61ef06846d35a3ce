// The area of tasks: what a place must see to.
import { IconChecklist } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'tasks',
  texts: { id, en },
  screens: [{ path: '/tasks', load: () => import('./tasks-page.tsx') }],
  nav: [{ path: '/tasks', label: 'nav', icon: IconChecklist, group: 'today', order: 20, bar: 20 }],
});
