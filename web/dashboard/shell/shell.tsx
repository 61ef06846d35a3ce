// What surrounds every screen: whose place this is, whether the figures are live, and the reader's own choices.
import { ActionIcon, Drawer, Group, Indicator, Tooltip } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconActivity } from '@tabler/icons-react';
import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { Brand } from '../../shared/brand.tsx';
import { levelName } from '../../shared/names.ts';
import { LanguageSwitch, SchemeSwitch } from '../../shared/preferences.tsx';
import { useWatched } from '../../shared/watched.ts';
import { useSeat } from '../desk-provider.tsx';
import { AccountMenu } from './account-menu.tsx';
import { AlertBanners } from './alert-banners.tsx';
import { ActivityList } from './activity-list.tsx';
import { LiveIndicator } from './live-indicator.tsx';
import { BottomBar, Rail } from './navigation.tsx';
import classes from './shell.module.css';
import { useT } from '../../shared/speech.tsx';

export function Shell() {
  const t = useT();
  const { user, desk } = useSeat();
  const phone = useMediaQuery('(max-width: 767px)', undefined, { getInitialValueInEffect: false });
  const wide = useMediaQuery('(min-width: 1600px)', undefined, { getInitialValueInEffect: false });
  return (
    <>
      <a className="skip-link" href="#content">
        {t('nav.skip')}
      </a>
      <header className={classes.header}>
        <div className={classes.brand}>
          <Brand />
        </div>
        <div className={classes.place}>
          <span className={classes.placeName}>{user.place.name}</span>
          <span className={classes.placeLevel}>
            {levelName(t, user.place.level)} · {user.place.code}
          </span>
        </div>
        <Group gap={6} wrap="nowrap" ml="auto">
          <LiveIndicator live={desk.live} loading={desk.loading} />
          {!wide && <ActivityButton />}
          <Group gap={4} wrap="nowrap" visibleFrom="md">
            <LanguageSwitch />
            <SchemeSwitch />
          </Group>
          <AccountMenu user={user} />
        </Group>
      </header>
      <div className={classes.body}>
        {!phone && <Rail />}
        <main id="content" className={classes.main} tabIndex={-1}>
          <AlertBanners />
          <Outlet />
        </main>
        {wide && (
          <aside className={classes.aside} aria-label={t('activity.title')}>
            <h2 className={classes.asideTitle}>{t('activity.title')}</h2>
            <ActivityList />
          </aside>
        )}
      </div>
      {phone && <BottomBar />}
    </>
  );
}

function ActivityButton() {
  const t = useT();
  const { desk } = useSeat();
  const [opened, { open, close }] = useDisclosure(false);
  const happenings = useWatched(desk.happenings);
  const [seen, setSeen] = useState(0);
  const newest = happenings[0]?.at ?? 0;
  return (
    <>
      <Tooltip label={t('activity.open')}>
        <Indicator inline disabled={newest <= seen || opened} size={8} offset={9} color="tosca">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('activity.open')}
            onClick={() => {
              setSeen(newest);
              open();
            }}
          >
            <IconActivity size={19} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Indicator>
      </Tooltip>
      <Drawer
        opened={opened}
        onClose={() => {
          setSeen(happenings[0]?.at ?? 0);
          close();
        }}
        position="right"
        size={380}
        title={t('activity.title')}
        closeButtonProps={{ 'aria-label': t('activity.close') }}
      >
        <ActivityList />
      </Drawer>
    </>
  );
}
