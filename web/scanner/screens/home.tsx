// Home: what there is to do, as large tiles, with how much of it waits.
import {
  IconAlertTriangle,
  IconClipboardCheck,
  IconListCheck,
  IconPackageImport,
  IconScan,
  IconTrash,
  IconTruckDelivery,
  IconVaccine,
} from '@tabler/icons-react';
import { useLiveQuery } from 'dexie-react-hooks';
import type { ReactNode } from 'react';
import { useFormat, useT } from '../../shared/speech.tsx';
import { db, findPull } from '../data/database.ts';
import { openRecalls } from '../data/recalls.ts';

export function HomeScreen() {
  const t = useT();
  const format = useFormat();
  const pull = useLiveQuery(findPull);
  const recalls = useLiveQuery(async () => (await openRecalls()).length);
  const refused = useLiveQuery(() => db.queue.where('state').equals('refused').count());
  return (
    <>
      <nav aria-label={t('scanner.home')} className="tiles">
        <Tile to="check" icon={<IconScan aria-hidden />} text={t('scanner.tasks.check')}>
          {t('scanner.tasks.checkText')}
        </Tile>
        <Tile to="give" icon={<IconVaccine aria-hidden />} text={t('scanner.tasks.give')} />
        <Tile to="receive" icon={<IconPackageImport aria-hidden />} text={t('scanner.tasks.receive')} />
        <Tile to="count" icon={<IconClipboardCheck aria-hidden />} text={t('scanner.tasks.count')} />
        <Tile to="discard" icon={<IconTrash aria-hidden />} text={t('scanner.tasks.discard')} />
        <Tile
          to="recalls"
          icon={<IconAlertTriangle aria-hidden />}
          text={t('scanner.tasks.recalls')}
          count={recalls}
        />
        <Tile to="dispatch" icon={<IconTruckDelivery aria-hidden />} text={t('scanner.tasks.dispatch')} />
        <Tile
          to="queue"
          icon={<IconListCheck aria-hidden />}
          text={t('scanner.tasks.queue')}
          count={refused}
        />
      </nav>
      <p className="soft">
        {pull?.at === undefined
          ? t('scanner.age.never')
          : t('scanner.age.at', { ago: format.ago(pull.at, Date.now()) })}
      </p>
    </>
  );
}

interface TileProps {
  to: string;
  icon: ReactNode;
  text: string;
  count?: number;
  children?: ReactNode;
}

function Tile({ to, icon, text, count, children }: TileProps) {
  return (
    <a className="tile" href={`#/${to}`}>
      {icon}
      {text}
      {children && <small>{children}</small>}
      {!!count && <span className="count">{count}</span>}
    </a>
  );
}
