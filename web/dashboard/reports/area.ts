// The area of reports: sums of a period, the movements behind a figure, the stock card.
import { IconReportAnalytics } from '@tabler/icons-react';
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'reports',
  texts: { id, en },
  screens: [
    { path: '/reports', load: () => import('./reports-page.tsx') },
    { path: '/reports/movements', load: () => import('./movements-page.tsx') },
    { path: '/reports/lplpo', load: () => import('./lplpo-page.tsx') },
    { path: '/reports/card', load: () => import('./card-page.tsx') },
  ],
  nav: [{ path: '/reports', label: 'nav', icon: IconReportAnalytics, group: 'insight', order: 50 }],
});
