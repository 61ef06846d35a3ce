// The way around: a rail at the left of a wide screen, a bar at the bottom of a phone with the rest under “More”.
import { Drawer, Tooltip, UnstyledButton } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconMenu2 } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { entriesFor, navGroups, type NavEntry } from '../../shared/area.ts';
import { useT } from '../../shared/speech.tsx';
import { areas } from '../areas.ts';
import { useSeat } from '../desk-provider.tsx';
import classes from './navigation.module.css';

type Entry = NavEntry & { text: string };

/** An area's own key, which the type check has seen where the area was defined. */
const labelOf = (t: TFunction, entry: Entry) => t(entry.text as 'nav.stock');

const barLength = 4;

function useEntries(): { entries: Entry[]; here?: Entry } {
  const { user } = useSeat();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const entries = useMemo(() => entriesFor(areas, user), [user]);
  const covers = (entry: Entry) =>
    path === entry.path || (entry.path !== '/' && path.startsWith(`${entry.path}/`));
  const here = entries.filter(covers).sort((a, b) => b.path.length - a.path.length)[0];
  return { entries, here };
}

export function Rail() {
  const t = useT();
  const { entries, here } = useEntries();
  const narrow = useMediaQuery('(max-width: 1279px)', undefined, { getInitialValueInEffect: false }) ?? false;
  return (
    <nav className={classes.rail} aria-label={t('nav.label')} data-narrow={narrow || undefined}>
      <Groups entries={entries} here={here} narrow={narrow} />
    </nav>
  );
}

interface GroupsProps {
  entries: Entry[];
  here?: Entry;
  narrow?: boolean;
  onGo?: () => void;
}

function Groups({ entries, here, narrow = false, onGo }: GroupsProps) {
  const t = useT();
  return navGroups
    .map((group) => ({ group, own: entries.filter((entry) => entry.group === group) }))
    .filter(({ own }) => own.length > 0)
    .map(({ group, own }) => (
      <div key={group} className={classes.group}>
        <div className={classes.groupName} aria-hidden={narrow}>
          {narrow ? '' : t(`nav.groups.${group}`)}
        </div>
        <ul className={classes.list}>
          {own.map((entry) => (
            <li key={entry.path}>
              <Tooltip label={labelOf(t, entry)} position="right" disabled={!narrow}>
                <Link
                  to={entry.path}
                  className={classes.entry}
                  aria-current={entry === here ? 'page' : undefined}
                  aria-label={narrow ? labelOf(t, entry) : undefined}
                  onClick={onGo}
                >
                  <entry.icon size={19} stroke={1.7} aria-hidden />
                  {!narrow && <span>{labelOf(t, entry)}</span>}
                </Link>
              </Tooltip>
            </li>
          ))}
        </ul>
      </div>
    ));
}

export function BottomBar() {
  const t = useT();
  const { entries, here } = useEntries();
  const [opened, { open, close }] = useDisclosure(false);
  const inBar = entries
    .filter((entry) => entry.bar !== undefined)
    .sort((a, b) => a.bar! - b.bar!)
    .slice(0, barLength);
  return (
    <>
      <nav className={classes.bar} aria-label={t('nav.label')}>
        {inBar.map((entry) => (
          <Link
            key={entry.path}
            to={entry.path}
            className={classes.tab}
            aria-current={entry === here ? 'page' : undefined}
          >
            <entry.icon size={22} stroke={1.6} aria-hidden />
            <span>{labelOf(t, entry)}</span>
          </Link>
        ))}
        <UnstyledButton
          className={classes.tab}
          aria-haspopup="dialog"
          aria-expanded={opened}
          data-here={(here && !inBar.includes(here)) || undefined}
          onClick={open}
        >
          <IconMenu2 size={22} stroke={1.6} aria-hidden />
          <span>{t('nav.more')}</span>
        </UnstyledButton>
      </nav>
      <Drawer
        opened={opened}
        onClose={close}
        position="bottom"
        size="80%"
        title={t('nav.label')}
        closeButtonProps={{ 'aria-label': t('activity.close') }}
      >
        <nav aria-label={t('nav.more')} className={classes.sheet}>
          <Groups entries={entries} here={here} onGo={close} />
        </nav>
      </Drawer>
    </>
  );
}
