// The addresses of the application's screens.
import { Button, Center } from '@mantine/core';
import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import { Notice } from '../shared/notice.tsx';
import { Shell } from './shell/shell.tsx';
import { StockPage } from './stock/stock-page.tsx';
import { readStockSearch } from './stock/stock-search.ts';
import { useT } from '../shared/speech.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Crashed });

const stock = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: StockPage,
  validateSearch: readStockSearch,
});

export const router = createRouter({ routeTree: root.addChildren([stock]), scrollRestoration: false });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
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
