// Opens the desk of the signed-in person's place, gives it to every screen, and shows its alerts as notifications.
import { notifications } from '@mantine/notifications';
import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import type { User } from '../shared/contract.ts';
import { alertName, inWords } from '../shared/names.ts';
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
  const place = user.place.code;

  useEffect(() => {
    const opened = openDesk(place, session);
    setDesk(opened);
    return () => opened.close();
  }, [place]);

  if (!desk) return null;
  return (
    <SeatContext value={{ user, desk }}>
      <AlertNotices desk={desk} />
      {children}
    </SeatContext>
  );
}

const colours = { info: 'blue', warning: 'orange', critical: 'red' } as const;

function AlertNotices({ desk }: { desk: Desk }) {
  const t = useT();
  useEffect(
    () =>
      desk.onAlert((alert) => {
        const about = [
          alert.place && (desk.book.place(alert.place)?.name ?? alert.place),
          lotOf(desk, alert.batch),
        ];
        notifications.show({
          id: `alert-${alert.seq}`,
          color: colours[alert.severity ?? 'warning'],
          title: inWords(alert.title) ?? alertName(t, alert.kind),
          message: inWords(alert.detail) ?? about.filter(Boolean).join(' · '),
          autoClose: alert.severity === 'critical' ? 30_000 : 8_000,
          closeButtonProps: { 'aria-label': t('activity.close') },
        });
        notifications.cleanQueue(); // a storm of alerts would show old ones for minutes; the activity list has them all
      }),
    [desk, t],
  );
  return null;
}

function lotOf(desk: Desk, id: string | undefined): string | undefined {
  const batch = id ? desk.book.batch(id) : undefined;
  return batch && `${batch.product.name} ${batch.lot}`;
}
