// The frame around every screen: where one is, how the exchange stands, what needs attention; and which screen it is.
import { IconArrowLeft, IconSettings } from '@tabler/icons-react';
import { useLiveQuery } from 'dexie-react-hooks';
import { useEffect, useRef, type ReactNode } from 'react';
import { useT } from '../shared/speech.tsx';
import { findDevice } from './data/database.ts';
import { Announcer } from './parts/announce.tsx';
import { Banners } from './parts/banners.tsx';
import { SyncPill } from './parts/sync-pill.tsx';
import { readRoute, useHash } from './route.ts';
import { screenOf } from './screens/screens.tsx';

export function App() {
  const hash = useHash();
  const { screen, id, fix } = readRoute(hash);
  const device = useLiveQuery(async () => (await findDevice()) ?? null);
  const t = useT();
  if (device === undefined) return null; // the disk answers within milliseconds
  const found = screenOf(screen, device !== null);
  return (
    <>
      <Frame key={hash} title={t(found.title)} place={device?.place.name} isHome={found.isHome}>
        <found.Screen id={id} fix={fix} />
      </Frame>
      <Announcer />
    </>
  );
}

interface FrameProps {
  title: string;
  place?: string;
  isHome?: boolean;
  children: ReactNode;
}

function Frame({ title, place, isHome, children }: FrameProps) {
  const t = useT();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Jejak Vaksin`;
    if (location.hash.length > 2) heading.current?.focus();
  }, [title]);
  return (
    <div className="frame">
      <header className="top">
        {!isHome && (
          <a href="#/" aria-label={t('scanner.home')}>
            <IconArrowLeft aria-hidden />
          </a>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {title}
          {place && <small>{place}</small>}
        </h1>
        <SyncPill />
        {isHome && (
          <a href="#/settings" aria-label={t('scanner.tasks.settings')}>
            <IconSettings aria-hidden />
          </a>
        )}
      </header>
      <main className="main">
        <Banners />
        {children}
      </main>
    </div>
  );
}
