// What needs doing now, by role, above the stock: each leads to where it is done. Nothing is shown where nothing waits.
import {
  IconCalendarEvent,
  IconChecklist,
  IconFilePlus,
  IconPackageImport,
  type Icon,
} from '@tabler/icons-react';
import { stockRoles } from '../../shared/area.ts';
import { BareLink } from '../../shared/parts/link.tsx';
import { useNow } from '../../shared/parts/moment.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { todayAt } from './condition.ts';
import classes from './to-do.module.css';

interface Item {
  key: string;
  icon: Icon;
  to: string;
  title: string;
  text?: string;
  urgent?: boolean;
}

interface Task {
  id: string;
  title: string;
  detail: string;
  weight: string;
}

export function ToDo() {
  const t = useT();
  const items = useItems();
  if (items.length === 0) return null;
  return (
    <section aria-label={t('desk.now')}>
      <h2 className={classes.title}>{t('desk.now')}</h2>
      <ul className={classes.list}>
        {items.map(({ key, icon: Glyph, to, title, text, urgent }) => (
          <li key={key}>
            <BareLink to={to} className={classes.item}>
              <span className={classes.icon} data-urgent={urgent || undefined}>
                <Glyph size={20} stroke={1.7} aria-hidden />
              </span>
              <span className={classes.words}>
                <strong>{title}</strong>
                {text && <span className={classes.text}>{text}</span>}
              </span>
            </BareLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

function useItems(): Item[] {
  const t = useT();
  const { number } = useFormat();
  const { user } = useSeat();
  const now = useNow();
  const place = user.place.code;
  const moves = (stockRoles as readonly string[]).includes(user.role);
  const serves = user.role === 'health_centre_staff';
  const date = todayAt(user.place.timeZone, now);
  const incoming = useList(
    '/api/v1/shipments',
    { place, direction: 'inbound', status: 'in_transit' },
    { enabled: moves },
  );
  const drafts = useList(
    '/api/v1/shipments',
    { place, direction: 'outbound', status: 'draft' },
    { enabled: moves },
  );
  const tasks = useList<Task>('/api/v1/tasks', { place, open: true });
  const due = useList('/api/v1/appointments', { place, date, status: 'confirmed' }, { enabled: serves });
  const counted = (read: { items: readonly unknown[]; hasNextPage: boolean }) => {
    const formatted = number(read.items.length);
    return {
      count: read.items.length,
      formatted: read.hasNextPage ? t('desk.orMore', { formatted }) : formatted,
    };
  };
  const items: Item[] = [];
  if (incoming.items.length > 0)
    items.push({
      key: 'incoming',
      icon: IconPackageImport,
      to: '/shipments?direction=inbound&status=in_transit',
      title: t('desk.incoming', counted(incoming)),
      text: t('desk.incomingText'),
    });
  if (due.items.length > 0)
    items.push({
      key: 'appointments',
      icon: IconCalendarEvent,
      to: '/sessions',
      title: t('desk.appointments', counted(due)),
      text: t('desk.appointmentsText'),
    });
  if (drafts.items.length > 0)
    items.push({
      key: 'drafts',
      icon: IconFilePlus,
      to: '/shipments?direction=outbound&status=draft',
      title: t('desk.drafts', counted(drafts)),
      text: t('desk.draftsText'),
    });
  if (tasks.items.length > 0)
    items.push({
      key: 'tasks',
      icon: IconChecklist,
      to: '/tasks',
      title: t('desk.tasks', counted(tasks)),
      text: [...new Set(tasks.items.map(({ title }) => title))].slice(0, 3).join(', '),
      urgent: tasks.items.some(({ weight }) => weight === 'urgent'),
    });
  return items;
}
