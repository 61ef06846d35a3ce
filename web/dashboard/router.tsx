// The addresses of the application's screens, as the areas name them. A screen's code is fetched when it is gone to.
import { Button, Center, Skeleton, Stack } from '@mantine/core';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import { Notice } from '../shared/notice.tsx';
import { useT } from '../shared/speech.tsx';
import { areas } from './areas.ts';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const screens = areas
  .flatMap((area) => area.screens)
  .map(({ path, load, search }) =>
    createRoute({
      getParentRoute: () => root,
      path,
      component: lazyRouteComponent(load),
      validateSearch: search ?? ((given: Record<string, unknown>) => given),
    }),
  );

export const router = createRouter({
  routeTree: root.addChildren(screens),
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultPendingComponent: Coming,
  defaultErrorComponent: Crashed,
});

function Coming() {
  const t = useT();
  return (
    <Stack gap="sm" role="status" aria-label={t('common.loading')}>
      <Skeleton height={30} width={220} />
      <Skeleton height={120} />
      <Skeleton height={220} />
    </Stack>
  );
}

function NotFound() {
  const t = useT();
  return (
    <Center py={80}>
      <Notice tone="empty" title={t('error.notFoundTitle')} text={t('error.notFoundText')}>
        <Button component={Link} to="/">
          {t('error.toStock')}
        </Button>
      </Notice>
    </Center>
  );
}

function Crashed({ error }: ErrorComponentProps) {
  const t = useT();
  return (
    <Center py={80}>
      <Notice
        tone="error"
        title={t('error.crashTitle')}
        text={`${t('error.crashText')} (${error instanceof Error ? error.message : String(error)})`}
      >
        <Button onClick={() => location.reload()}>{t('error.reload')}</Button>
      </Notice>
    </Center>
  );
}
