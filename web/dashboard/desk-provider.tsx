// Opens the desk of the signed-in person's place and gives it to every screen.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import type { User } from '../shared/contract.ts';
import { createRefresher } from '../shared/live-reads.ts';
import { session } from '../shared/session.ts';
import { openDesk, type Desk } from './stock/desk.ts';

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
  return <SeatContext value={{ user, desk }}>{children}</SeatContext>;
}
