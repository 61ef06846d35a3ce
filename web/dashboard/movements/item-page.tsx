// One batch's stock at one place: its figures now, what can be done with it, what happened to it here.
import { Button } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { officerRoles, stockRoles } from '../../shared/area.ts';
import type { StockItem } from '../../shared/contract.ts';
import { BatchStatusBadge } from '../../shared/parts/badge.tsx';
import { ButtonLink } from '../../shared/parts/link.tsx';
import { DayOf } from '../../shared/parts/moment.tsx';
import { Card, Facts, Page, Section } from '../../shared/parts/page.tsx';
import { Empty, Failed, Waiting } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { ActDialog } from './act-dialog.tsx';
import { acts, type Act } from './movement.ts';
import { MovementList } from './movement-list.tsx';

export default function ItemPage() {
  const t = useT();
  const { place = '', batch = '' } = useParams({ strict: false });
  const read = useList<StockItem>('/api/v1/stock', { place, batch });
  const [item] = read.items;
  const back = { to: '/', label: t('movements.backToStock') };
  if (!item) {
    return (
      <Page title={t('common.batch')} back={back}>
        {read.error ? (
          <Failed error={read.error} retry={() => void read.refetch()} />
        ) : read.isPending ? (
          <Waiting />
        ) : (
          <Empty title={t('movements.notHere')} />
        )}
      </Page>
    );
  }
  const { lot, product, status, expiry } = item.batch;
  return (
    <Page
      title={t('movements.itemTitle', { product: product.name, lot })}
      text={t('movements.itemText', { place: item.place.name })}
      badge={<BatchStatusBadge status={status} />}
      back={back}
      actions={
        <>
          <ButtonLink to={`/batches/${batch}`} variant="default">
            {t('movements.trace')}
          </ButtonLink>
          <ButtonLink
            to={`/reports/card?place=${item.place.code}&product=${product.code}&batch=${batch}`}
            variant="default"
          >
            {t('common.papers.card')}
          </ButtonLink>
        </>
      }
    >
      <Section title={t('movements.figures')}>
        <Card>
          <Figures item={item} expiry={expiry} />
        </Card>
      </Section>
      <Acts item={item} />
      <Section title={t('movements.history')}>
        <MovementList place={place} batch={batch} />
      </Section>
    </Page>
  );
}

function Figures({ item, expiry }: { item: StockItem; expiry: string }) {
  const t = useT();
  const { number } = useFormat();
  const named = (['onHand', 'free', 'reserved', 'quarantined', 'inbound'] as const).map(
    (figure) => [t(`figure.${figure}`), number(item[figure])] as const,
  );
  return <Facts items={[...named, [t('common.expiry'), <DayOf key="expiry" date={expiry} />]]} />;
}

function Acts({ item }: { item: StockItem }) {
  const t = useT();
  const { user } = useSeat();
  const [act, setAct] = useState<Act>();
  // What is held back is let go by an officer; all else is done by who moves stock.
  const isOf = (roles: readonly string[]) => roles.includes(user.role);
  const offered = acts.filter((one) =>
    one === 'release' ? isOf(officerRoles) && item.quarantined > 0 : isOf(stockRoles),
  );
  if (offered.length === 0) return null;
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
        {offered.map((one, index) => (
          <Button key={one} variant={index === 0 ? 'filled' : 'default'} onClick={() => setAct(one)}>
            {t(`movements.acts.${one}`)}
          </Button>
        ))}
      </div>
      {act && <ActDialog key={act} act={act} item={item} onClose={() => setAct(undefined)} />}
    </>
  );
}
