// What should move to a neighbour before it expires, with the arithmetic of each suggestion.
import { Text } from '@mantine/core';
import { officerRoles, stockRoles } from '../../shared/area.ts';
import type { PlaceRef, ProductRef } from '../../shared/contract.ts';
import { ButtonLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { DayOf } from '../../shared/parts/moment.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';

interface Relocation {
  product: ProductRef;
  batch: { id: string; lot: string; expiry: string };
  from: PlaceRef;
  to: PlaceRef;
  doses: number;
  kilometres: number | null;
  sender: { daysLeft: number };
  why: string;
}

const orderRoles: readonly string[] = [...stockRoles, ...officerRoles];

/** A new order that says what is suggested, from whichever end the person stands at, or from above both. */
function orderOf({ product, from, to, doses, batch }: Relocation, own: string): string {
  const asking = to.code === own;
  const place = asking || from.code === own ? undefined : from.code;
  const search = new URLSearchParams({
    kind: 'relocation',
    direction: asking ? 'ask' : 'give',
    other: asking ? from.code : to.code,
    product: product.code,
    doses: String(doses),
    note: `${product.name} ${batch.lot}`,
    ...(place && { place }),
  });
  return `/orders/new?${search.toString()}`;
}

export default function RelocationsPage() {
  const t = useT();
  const read = useRead<{ items: Relocation[] }>('/api/v1/insight/relocations');
  const columns = useColumns();
  const { data, error, isPending, refetch } = read;
  return (
    <Page title={t('stockStatus.relocations')} text={t('stockStatus.relocationsText')}>
      <ListTable
        label={t('stockStatus.relocationsList')}
        read={{ items: data?.items ?? [], error, isPending, refetch }}
        columns={columns}
        rowKey={({ batch, from, to }) => `${batch.id} ${from.code} ${to.code}`}
        empty={
          <Empty title={t('stockStatus.relocationsEmpty')} text={t('stockStatus.relocationsEmptyText')} />
        }
      />
    </Page>
  );
}

function useColumns(): Column<Relocation>[] {
  const t = useT();
  const { number } = useFormat();
  const { user } = useSeat();
  const moves = orderRoles.includes(user.role);
  return [
    {
      key: 'product',
      title: t('common.product'),
      phone: 'title',
      render: ({ product, batch }) => (
        <>
          <Text span fw={600} size="sm">
            {product.name}
          </Text>
          <Text size="sm" c="dimmed">
            {batch.lot}
          </Text>
        </>
      ),
    },
    {
      key: 'ends',
      title: t('stockStatus.fromTo'),
      phone: 'text',
      render: ({ from, to, kilometres }) => (
        <>
          {from.name} → {to.name}
          {kilometres !== null && kilometres > 0 && (
            <Text size="xs" c="dimmed">
              {t('stockStatus.kilometres', { kilometres: number(kilometres) })}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'doses',
      title: t('stockStatus.move'),
      numeric: true,
      phone: 'badge',
      render: ({ doses }) => t('common.dosesOf', { formatted: number(doses), count: doses }),
    },
    {
      key: 'expiry',
      title: t('stockStatus.expiry'),
      render: ({ batch, sender }) => (
        <>
          <DayOf date={batch.expiry} />
          <Text size="xs" c="dimmed">
            {t('stockStatus.daysLeft', { days: number(sender.daysLeft) })}
          </Text>
        </>
      ),
    },
    {
      key: 'why',
      title: t('stockStatus.why'),
      width: '38%',
      render: ({ why }) => (
        <Text size="sm" c="dimmed">
          {why}
        </Text>
      ),
    },
    {
      key: 'order',
      title: '',
      phone: 'action',
      render: (row) =>
        moves ? (
          <ButtonLink variant="light" size="compact-sm" to={orderOf(row, user.place.code)}>
            {t('stockStatus.makeOrder')}
          </ButtonLink>
        ) : null,
    },
  ];
}
