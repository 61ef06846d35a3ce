// One order: its lines with what became of each, its shipments, its history, and what one may do with it now.
import { Button, Menu, Text } from '@mantine/core';
import { IconDots, IconMessage } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { DocumentButton } from '../../shared/parts/document-button.tsx';
import { Badge } from '../../shared/parts/badge.tsx';
import { TextLink } from '../../shared/parts/link.tsx';
import { ListTable } from '../../shared/parts/list-table.tsx';
import { DayOf, Moment } from '../../shared/parts/moment.tsx';
import { Card, Facts, Page, Section } from '../../shared/parts/page.tsx';
import { Loaded } from '../../shared/parts/states.tsx';
import { shipmentStatusName } from '../../shared/names.ts';
import { useRead } from '../../shared/read.ts';
import { useT } from '../../shared/speech.tsx';
import { ActivityLink } from '../planning/activity-link.tsx';
import { AllocateDialog } from './allocate-dialog.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import type { Act, Order } from './contract.ts';
import { OrderBadge } from './order-badge.tsx';
import { OrderHistory } from './order-history.tsx';
import { OrderLines } from './order-lines.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { ShipDialog } from './ship-dialog.tsx';

export default function OrderPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useT();
  const read = useRead<Order>(`/api/v1/orders/${id}`);
  const back = { to: '/orders', label: t('orders.title') };
  if (!read.data) {
    return (
      <Page title={t('orders.title')} back={back}>
        <Loaded read={read}>{() => null}</Loaded>
      </Page>
    );
  }
  return <OrderShown order={read.data} back={back} />;
}

/** The act that comes next stands first and filled; what ends the order is behind a menu. */
const forward: readonly Act[] = ['confirm', 'ship', 'allocate'];
const aside: readonly Act[] = ['close', 'cancel'];

function OrderShown({ order, back }: { order: Order; back: { to: string; label: string } }) {
  const t = useT();
  const [doing, setDoing] = useState<Act>();
  const close = () => setDoing(undefined);
  const next = forward.filter((act) => order.may.includes(act));
  const ends = aside.filter((act) => order.may.includes(act));
  const actions = (
    <>
      {next.map((act, index) => (
        <Button key={act} variant={index === 0 ? 'filled' : 'default'} onClick={() => setDoing(act)}>
          {t(`orders.acts.${act}`)}
        </Button>
      ))}
      {order.may.includes('comment') && (
        <Button
          variant="default"
          leftSection={<IconMessage size={16} aria-hidden />}
          onClick={() => setDoing('comment')}
        >
          {t('orders.acts.comment')}
        </Button>
      )}
      {ends.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" leftSection={<IconDots size={16} aria-hidden />}>
              {ends.map((act) => t(`orders.acts.${act}`)).join(' / ')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {ends.map((act) => (
              <Menu.Item key={act} color="red" onClick={() => setDoing(act)}>
                {t(`orders.acts.${act}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
  return (
    <Page
      title={order.code}
      badge={<OrderBadge status={order.status} />}
      text={`${t(`orders.kinds.${order.kind}`)} · ${order.from.name} → ${order.to.name}`}
      back={back}
      actions={
        <>
          {actions}
          <DocumentButton path={`/api/v1/documents/allocation-note/${order.id}`} paper="allocation" />
        </>
      }
    >
      <Card>
        <Facts
          items={[
            [t('orders.sender'), `${order.from.name} (${order.from.code})`],
            [t('orders.receiver'), `${order.to.name} (${order.to.code})`],
            [
              t('planning.forActivity'),
              order.activity && <ActivityLink key="for" activity={order.activity} />,
            ],
            [t('orders.created'), <Moment key="at" at={order.createdAt} />],
            [t('orders.neededOn'), order.neededOn && <DayOf key="on" date={order.neededOn} />],
            [t('orders.cover'), order.coverDays > 0 && t('orders.coverDays', { days: order.coverDays })],
            [t('common.note'), order.note],
            [t('common.reason'), order.reason],
            [t('orders.closedRest'), order.closedAt && <Moment key="closed" at={order.closedAt} />],
          ]}
        />
      </Card>
      <Section title={t('orders.lines')}>
        <OrderLines order={order} />
      </Section>
      <Section title={t('orders.shipments')}>
        <Shipments order={order} />
      </Section>
      <Section title={t('orders.history')}>
        <Card>
          <OrderHistory order={order} />
        </Card>
      </Section>
      {doing === 'confirm' && <ConfirmDialog order={order} onClose={close} />}
      {doing === 'allocate' && <AllocateDialog order={order} onClose={close} />}
      {doing === 'ship' && <ShipDialog order={order} onClose={close} />}
      {(doing === 'close' || doing === 'cancel' || doing === 'comment') && (
        <ReasonDialog order={order} act={doing} onClose={close} />
      )}
    </Page>
  );
}

function Shipments({ order }: { order: Order }) {
  const t = useT();
  if (order.shipments.length === 0) return <Text c="dimmed">{t('orders.shipmentsNone')}</Text>;
  return (
    <ListTable
      label={t('orders.shipments')}
      read={{ items: order.shipments }}
      rowKey={({ id }) => id}
      empty={null}
      columns={[
        {
          key: 'code',
          title: t('common.code'),
          phone: 'title',
          render: ({ id, code }) => <TextLink to={`/shipments/${id}`}>{code}</TextLink>,
        },
        {
          key: 'status',
          title: t('common.status'),
          phone: 'badge',
          render: ({ status }) => (
            <Badge tone={status.startsWith('received') ? 'green' : 'blue'}>
              {shipmentStatusName(t, status)}
            </Badge>
          ),
        },
        {
          key: 'left',
          title: t('orders.shipped'),
          render: ({ dispatchedAt }) => (dispatchedAt ? <Moment at={dispatchedAt} /> : '–'),
        },
        {
          key: 'came',
          title: t('orders.received'),
          render: ({ receivedAt }) => (receivedAt ? <Moment at={receivedAt} /> : '–'),
        },
      ]}
    />
  );
}
