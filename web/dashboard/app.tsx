// What every screen stands on (look, notifications, data), and the choice between signing in and the application.
import { Button, Center, Loader, MantineProvider, Stack } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Problem } from '../shared/http.ts';
import { Notice } from '../shared/notice.tsx';
import { session } from '../shared/session.ts';
import { theme, variables } from '../shared/theme.ts';
import { useWatched } from '../shared/watched.ts';
import { DeskProvider } from './desk-provider.tsx';
import { router } from './router.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { SpeechProvider, useT } from '../shared/speech.tsx';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      retry: (count, error) =>
        count < 2 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
    },
  },
});

// What one person may see is not kept for the next.
session.watch(() => {
  if (session.get().phase === 'signed_out') client.clear();
});

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <Notifications position="bottom-right" limit={4} />
      <SpeechProvider>
        <QueryClientProvider client={client}>
          <Door />
        </QueryClientProvider>
      </SpeechProvider>
    </MantineProvider>
  );
}

function Door() {
  const now = useWatched(session);
  const t = useT();

  switch (now.phase) {
    case 'starting':
      return (
        <Center mih="100dvh">
          <Loader aria-label={t('stock.loading')} />
        </Center>
      );
    case 'unreachable':
      return (
        <Center mih="100dvh" p="md">
          <Stack>
            <Notice tone="error" title={t('error.unreachableTitle')} text={now.message}>
              <Button onClick={() => void session.start()}>{t('stock.retry')}</Button>
            </Notice>
          </Stack>
        </Center>
      );
    case 'signed_out':
      return <SignInPage notice={now.notice} />;
    case 'signed_in':
      return (
        <DeskProvider key={`${now.user.id} ${now.user.place.code}`} user={now.user}>
          <RouterProvider router={router} />
        </DeskProvider>
      );
  }
}
