// Signing in: name, password, language; on a demo service also its accounts, one press each.
import { Alert, Button, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { Brand } from '../../shared/brand.tsx';
import { messageOf, titleOf } from '../../shared/http.ts';
import { LanguageSwitch, SchemeSwitch } from '../../shared/preferences.tsx';
import { session } from '../../shared/session.ts';
import { DemoAccounts } from './demo-accounts.tsx';
import classes from './sign-in.module.css';
import { useLanguage, useT } from '../../shared/speech.tsx';

export function SignInPage({ notice }: { notice?: 'ended' | 'leftElsewhere' }) {
  const t = useT();
  const language = useLanguage();
  const [problem, setProblem] = useState<{ title?: string; text: string }>();
  const [busy, setBusy] = useState(false);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { username: '', password: '' },
    validate: {
      username: (value) => (value.trim() ? null : t('signIn.usernameMissing')),
      password: (value) => (value ? null : t('signIn.passwordMissing')),
    },
  });

  useEffect(() => {
    document.title = `${t('signIn.title')} · ${t('app.name')}`;
  }, [t]);
  useEffect(() => setProblem(undefined), [language]); // it was said in the other language

  async function enter({ username, password }: { username: string; password: string }) {
    setBusy(true);
    setProblem(undefined);
    try {
      await session.signIn(username.trim(), password);
    } catch (error) {
      setProblem({ title: titleOf(error), text: messageOf(error) });
    } finally {
      setBusy(false);
    }
  }

  function pick(username: string, password: string) {
    form.setValues({ username, password });
    void enter({ username, password });
  }

  return (
    <div className={classes.page}>
      <Group className={classes.preferences} gap="xs">
        <LanguageSwitch />
        <SchemeSwitch />
      </Group>
      <main className={classes.column}>
        <Stack gap={6} align="center">
          <Brand large />
          <Text c="dimmed" ta="center">
            {t('app.tagline')}
          </Text>
        </Stack>
        <Paper withBorder p={{ base: 'lg', xs: 'xl' }} className={classes.card}>
          <form onSubmit={form.onSubmit((values) => void enter(values))} noValidate>
            <Stack>
              <Title order={1} size="h3">
                {t('signIn.title')}
              </Title>
              {notice && !problem && (
                <Alert color="blue" py="sm" role="status">
                  {t(`signIn.${notice}`)}
                </Alert>
              )}
              {problem && (
                <Alert color="red" py="sm" role="alert" title={problem.title}>
                  {problem.text}
                </Alert>
              )}
              <TextInput
                label={t('signIn.username')}
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                autoFocus
                key={form.key('username')}
                {...form.getInputProps('username')}
              />
              <PasswordInput
                label={t('signIn.password')}
                autoComplete="current-password"
                key={form.key('password')}
                {...form.getInputProps('password')}
              />
              <Button type="submit" loading={busy} fullWidth mt={4}>
                {t('signIn.submit')}
              </Button>
            </Stack>
          </form>
          <DemoAccounts disabled={busy} onPick={pick} />
        </Paper>
      </main>
    </div>
  );
}
