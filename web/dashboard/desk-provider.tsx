// Opens the desk of the signed-in person's place, gives it to every screen, and shows its alerts as notifications.
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import type { AlertNews, User } from '../shared/contract.ts';
import { createRefresher } from '../shared/live-reads.ts';
import { alertName } from '../shared/names.ts';
import { session } from '../shared/session.ts';
import { openDesk, type Desk } from './stock/desk.ts';
import { useT } from '../shared/speech.tsx';

interface Seat {
  user: User;
  desk: Desk;
}

const SeatContext = createContext<Seat | undefined>(undefined);

export function useSeat(): Seat {
  const seat = use(SeatContext);
  if (!seat) throw new Error('useSeat is for screens inside DeskProvider');
  return seat;
}

export function DeskProvider({ user, children }: { user: User; children: ReactNode }) {
  const [desk, setDesk] = useState<Desk>();
  const client = useQueryClient();
  const place = user.place.code;

  useEffect(() => {
    const refresher = createRefresher(client);
    const opened = openDesk(place, session, refresher.happened);
    setDesk(opened);
    return () => {
      opened.close();
      refresher.close();
    };
  }, [place, client]);

  if (!desk) return null;
  return (
    <SeatContext value={{ user, desk }}>
      <AlertNotices desk={desk} />
      {children}
    </SeatContext>
  );
}

/** What is worth interrupting a reader for; everything else is in the list of recent activity. */
const loud: Record<string, string> = {
  'batch.recalled': 'red',
  'batch.quarantined': 'orange',
  'batch.released': 'tosca',
  'batch.expiry_conflict': 'orange',
  'schedule.shortfall': 'red',
};

function AlertNotices({ desk }: { desk: Desk }) {
  const t = useT();
  useEffect(
    () =>
      desk.onAlert((alert) => {
        const color = loud[alert.kind];
        if (!color) return;
        const place = alert.place && (desk.book.place(alert.place)?.name ?? alert.place);
        notifications.show({
          id: `alert-${alert.seq}`,
          color,
          title: alertName(t, alert),
          message: [lotOf(desk, alert), place, alert.reason].filter(Boolean).join(' · '),
          autoClose: color === 'red' ? 30_000 : 10_000,
          closeButtonProps: { 'aria-label': t('activity.close') },
        });
        notifications.cleanQueue(); // a storm would show old ones for minutes; the list has them all
      }),
    [desk, t],
  );
  return null;
}

function lotOf(desk: Desk, alert: AlertNews): string | undefined {
  const batch = alert.batch ? desk.book.batch(alert.batch) : undefined;
  return batch ? `${batch.product.name} ${batch.lot}` : alert.lot;
}
