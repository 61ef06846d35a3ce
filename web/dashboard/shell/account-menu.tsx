// Who is signed in, and the way out. On a narrow screen it also holds the choices that the header has no room for.
import { Avatar, Button, Divider, Group, Popover, Stack, UnstyledButton } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import type { User } from '../../shared/contract.ts';
import { levelName, roleName } from '../../shared/names.ts';
import { LanguageSwitch, SchemeSwitch } from '../../shared/preferences.tsx';
import { session } from '../../shared/session.ts';
import classes from './shell.module.css';
import { useT } from '../../shared/speech.tsx';

export function AccountMenu({ user }: { user: User }) {
  const t = useT();
  const role = roleName(t, user.role);
  return (
    <Popover position="bottom-end" width={270} shadow="md" trapFocus>
      <Popover.Target>
        <UnstyledButton
          className={classes.account}
          aria-label={`${t('account.menu')}: ${user.name}, ${role}`}
        >
          <Avatar size={32} name={user.name} color="tosca" alt="" />
          <span className={classes.person}>
            <span className={classes.personName}>{user.name}</span>
            <span className={classes.personRole}>{role}</span>
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <div className={classes.menuPerson}>
            <span className={classes.menuName}>{user.name}</span>
            <span>{role}</span>
            <span>
              {user.place.name} · {levelName(t, user.place.level)}
            </span>
          </div>
          <Group hiddenFrom="md" justify="space-between" wrap="nowrap">
            <LanguageSwitch full />
            <SchemeSwitch />
          </Group>
          <Divider />
          <Button
            variant="subtle"
            color="gray"
            justify="flex-start"
            leftSection={<IconLogout size={17} aria-hidden />}
            onClick={() => void session.signOut()}
          >
            {t('account.signOut')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
