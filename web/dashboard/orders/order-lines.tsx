// The lines of an order: asked, confirmed, allocated with its batches, shipped, received and what is still open.
import { Text } from '@mantine/core';
import { Badge, BatchStatusBadge } from '../../shared/parts/badge.tsx';
import { ListTable } from '../../shared/parts/list-table.tsx';
import { DayOf } from '../../shared/parts/moment.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import type { Lot, Order, OrderLine } from './contract.ts';

export function LotName({ batch }: { batch: Lot }) {
  const t = useT();
  return (
    <span>
      {batch.lot} · {t('common.expiry')} <DayOf date={batch.expiry} />{' '}
      <BatchStatusBadge status={batch.status} quiet />
    </span>
  );
}

function LineName({ line }: { line: OrderLine }) {
  const t = useT();
  return (
    <div>
      {line.product.name} {line.unusable && <Badge tone="violet">{t('orders.unusableShort')}</Badge>}
      {line.batch && (
        <Text size="sm" c="dimmed" component="div" fw={400}>
          <LotName batch={line.batch} />
        </Text>
      )}
      {line.reason && (
        <Text size="sm" c="dimmed" component="div" fw={400}>
          {t('common.reason')}: {line.reason}
        </Text>
      )}
    </div>
  );
}

function Allocated({ line }: { line: OrderLine }) {
  const { number } = useFormat();
  return (
    <div>
      {number(line.allocated)}
      {line.allocations.map(({ batch, doses }) => (
        <Text key={batch.id} size="xs" c="dimmed" component="div">
          {batch.lot} · {number(doses)}
        </Text>
      ))}
    </div>
  );
}

export function OrderLines({ order }: { order: Order }) {
  const t = useT();
  const { number } = useFormat();
  const figure = (key: 'asked' | 'shipped' | 'received' | 'open', title: string) => ({
    key,
    title,
    numeric: true,
    render: (line: OrderLine) => number(line[key]),
  });
  return (
    <ListTable
      label={t('orders.lines')}
      read={{ items: order.lines }}
      rowKey={({ line }) => String(line)}
      empty={null}
      columns={[
        {
          key: 'name',
          title: t('common.product'),
          phone: 'title',
          render: (line) => <LineName line={line} />,
        },
        figure('asked', t('orders.asked')),
        {
          key: 'confirmed',
          title: t('orders.confirmed'),
          numeric: true,
          render: ({ confirmed }) => (confirmed === null ? '–' : number(confirmed)),
        },
        {
          key: 'allocated',
          title: t('orders.allocated'),
          numeric: true,
          render: (line) => <Allocated line={line} />,
        },
        figure('shipped', t('orders.shipped')),
        figure('received', t('orders.received')),
        figure('open', t('orders.openDoses')),
      ]}
    />
  );
}
