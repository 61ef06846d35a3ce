// "What is this code?": everything that a scan says, what to beware of, and the ways on from it.
import { Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { BatchStatusBadge } from '../../shared/parts/badge.tsx';
import { ButtonLink } from '../../shared/parts/link.tsx';
import { DayOf } from '../../shared/parts/moment.tsx';
import { Card, Facts, Page, Section } from '../../shared/parts/page.tsx';
import { Warnings } from '../../shared/parts/problem.tsx';
import { ScanInput, type Scan } from '../../shared/parts/scan-input.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import type { Content } from '../packages/package.ts';

const elements = ['gtin', 'lot', 'expiry', 'serial', 'sscc', 'count'] as const;

export default function ScanPage() {
  const t = useT();
  const { user } = useSeat();
  const [scan, setScan] = useState<Scan>();
  return (
    <Page title={t('scan.title')} text={t('scan.text')} narrow>
      <ScanInput place={user.place.code} onScan={(found) => setScan(found)} autoFocus />
      {scan && (
        <div role="status">
          <Found scan={scan} />
        </div>
      )}
    </Page>
  );
}

function Found({ scan }: { scan: Scan }) {
  const t = useT();
  const { user } = useSeat();
  const { number } = useFormat();
  const { kind, batch, product, balance, place, ticket, document, warnings } = scan;
  // A shipment's own number is its shipment; a box or a pallet is a package.
  const isPackage = scan.package?.kind === 'box' || scan.package?.kind === 'pallet';
  const shipment = isPackage ? undefined : scan.package;
  const contents = (scan.package as { contents?: Content[] } | undefined)?.contents ?? [];
  const name =
    (batch && `${batch.product.name} ${batch.lot}`) ??
    product?.name ??
    shipment?.code ??
    place?.name ??
    ticket?.code ??
    (document && (document.code ?? t(`scan.documents.${document.kind}`))) ??
    t(`scan.kinds.${kind}`);
  return (
    <Section title={name} aside={batch && <BatchStatusBadge status={batch.status} />}>
      <Warnings warnings={warnings} />
      <Card>
        <Stack gap="md">
          <Facts
            items={[
              [t('common.code'), t(`scan.kinds.${kind}`)],
              ...elements.map((element) => {
                const value = scan.elements[element];
                const shown =
                  element === 'expiry' && value ? <DayOf date={String(value)} /> : (value ?? null);
                return [t(`scan.elements.${element}`), shown] as const;
              }),
              ...contents.map(
                ({ batch: of, doses }) =>
                  [
                    `${of.product.name} ${of.lot}`,
                    t('common.dosesOf', { formatted: number(doses) }),
                  ] as const,
              ),
              [t('scan.onHand'), balance && number(balance.onHand)],
              [t('scan.free'), balance && number(balance.free)],
            ]}
          />
          <Group gap="xs">
            {batch && <ButtonLink to={`/batches/${batch.id}`}>{t('scan.openBatch')}</ButtonLink>}
            {batch && balance && (
              <ButtonLink variant="default" to={`/stock/${user.place.code}/${batch.id}`}>
                {t('scan.openItem')}
              </ButtonLink>
            )}
            {isPackage && scan.elements.sscc && (
              <ButtonLink to={`/packages/${scan.elements.sscc}`}>{t('scan.openPackage')}</ButtonLink>
            )}
            {shipment && <ShipmentLinks shipment={shipment} />}
            {place && (
              <ButtonLink to={`/movements?place=${encodeURIComponent(place.code)}`}>
                {t('scan.openPlace')}
              </ButtonLink>
            )}
            {ticket && <ButtonLink to={dayOf(ticket)}>{t('scan.openDay')}</ButtonLink>}
            {document && (
              <ButtonLink to={`/${document.kind}s/${document.id}`}>
                {t(`scan.openDocument.${document.kind}`)}
              </ButtonLink>
            )}
          </Group>
        </Stack>
      </Card>
    </Section>
  );
}

function dayOf(ticket: NonNullable<Scan['ticket']>): string {
  const { slot, place } = ticket as { slot?: { date?: string }; place?: { code?: string } };
  const search = new URLSearchParams({ place: place?.code ?? '', date: slot?.date ?? '' });
  return `/sessions?${search.toString()}`;
}

function ShipmentLinks({ shipment }: { shipment: NonNullable<Scan['package']> }) {
  const t = useT();
  const { user } = useSeat();
  const { status, to } = shipment as { status?: string; to?: { code?: string } };
  const receivable = status === 'in_transit' && to?.code === user.place.code;
  return (
    <>
      {receivable && (
        <ButtonLink to={`/shipments/${shipment.id}/receive`}>{t('scan.receiveShipment')}</ButtonLink>
      )}
      <ButtonLink variant={receivable ? 'default' : 'filled'} to={`/shipments/${shipment.id}`}>
        {t('scan.openShipment')}
      </ButtonLink>
    </>
  );
}
