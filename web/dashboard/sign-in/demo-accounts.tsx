// The accounts of a demo service. A service that is no demo answers 404, and nothing is shown.
import { Divider, Stack, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Demo } from '../../shared/contract.ts';
import { send } from '../../shared/http.ts';
import { currentLanguage } from '../../shared/i18n/i18n.ts';
import classes from './sign-in.module.css';
import { useT } from '../../shared/speech.tsx';

interface DemoAccountsProps {
  disabled: boolean;
  onPick: (username: string, password: string) => void;
}

export function DemoAccounts({ disabled, onPick }: DemoAccountsProps) {
  const t = useT();
  const { data: demo } = useQuery({
    queryKey: ['demo'],
    queryFn: async () => (await send<Demo | undefined>('/api/v1/demo')) ?? null,
    retry: false,
    staleTime: Infinity,
  });
  if (!demo?.accounts.length) return null;
  return (
    <Stack gap="xs" mt="lg">
      <Divider label={t('signIn.demoTitle')} />
      <Text size="xs" c="dimmed">
        {t('signIn.demoHint', { password: demo.password })}
      </Text>
      <div className={classes.accounts}>
        {demo.accounts.map(({ username, label }) => (
          <UnstyledButton
            key={username}
            className={classes.account}
            disabled={disabled}
            onClick={() => onPick(username, demo.password)}
          >
            <span className={classes.username}>{username}</span>
            <span className={classes.label}>{label[currentLanguage()]}</span>
          </UnstyledButton>
        ))}
      </div>
    </Stack>
  );
}
