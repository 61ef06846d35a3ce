// The area of receiving: what a receipt lacked is settled by the sender's officer.
import { defineArea } from '../../shared/area.ts';
import { en, id } from './texts.ts';

export default defineArea({
  name: 'receiving',
  texts: { id, en },
  screens: [{ path: '/shipments/$id/settle', load: () => import('./settle-page.tsx') }],
  nav: [],
});
