// What a code turned out to be: first the verdict in large letters, then why, then the facts.
import type { TFunction } from 'i18next';
import { useFormat, useT } from '../../shared/speech.tsx';
import type { Identified } from '../data/identify-here.ts';
import { Facts, Notice } from '../parts/parts.tsx';
import { faultText } from '../scan/faults.ts';
import type { Outcome } from '../scan/signal.ts';

export function outcomeOf({ found, judged, paired }: Identified): Outcome {
  switch (found.kind) {
    case 'bad':
      return 'bad';
    case 'unknown':
      return 'look';
    case 'batch':
      if (!judged) return paired ? 'bad' : 'look';
      return judged.verdict === 'use' ? 'good' : judged.verdict === 'look' ? 'look' : 'bad';
    case 'package':
      return found.shipment ? 'good' : 'look';
    case 'place':
      return found.place ? 'good' : 'look';
    case 'ticket':
      return found.appointment ? 'good' : 'look';
  }
}

/** The verdict in a few words, also for the screen reader. */
export function titleOf(t: TFunction, { found, judged, paired }: Identified): string {
  switch (found.kind) {
    case 'bad':
      return t('scanner.check.bad');
    case 'unknown':
      return found.why === 'not_ours' ? t('scanner.check.notOurs') : t(`scanner.check.${found.why}`);
    case 'batch':
      if (judged) return t(`scanner.check.${judged.verdict}`);
      return paired ? t('scanner.check.unknownBatch') : found.product.name;
    case 'package':
      return found.shipment
        ? t('scanner.check.packageKnown', { code: found.shipment.code })
        : t('scanner.check.package');
    case 'place':
      return found.place?.name ?? t('scanner.check.place');
    case 'ticket':
      return t('scanner.check.ticket');
  }
}

/** Why, in whole sentences. */
export function sentencesOf(t: TFunction, { found, judged, paired }: Identified): string[] {
  switch (found.kind) {
    case 'bad':
      return found.errors.map((error) => faultText(t, error));
    case 'unknown':
      if (!paired) return [t('scanner.check.noData')];
      return [
        found.why === 'not_ours' ? t('scanner.check.notOursText') : t(`scanner.check.${found.why}Text`),
      ];
    case 'batch':
      if (judged) return judged.reasons.map((reason) => t(`scanner.reasons.${reason}`));
      return [paired ? t('scanner.check.unknownBatchText') : t('scanner.check.noData')];
    case 'package':
      return found.shipment ? [] : [t('scanner.check.packageUnknown')];
    case 'place':
      return found.place ? [] : [t('scanner.check.placeUnknown')];
    case 'ticket':
      return found.appointment ? [] : [t('scanner.check.ticketUnknown', { code: found.code })];
  }
}

export function FoundCard({ found: identified }: { found: Identified }) {
  const t = useT();
  const tone = outcomeOf(identified);
  return (
    <section aria-label={titleOf(t, identified)} className="stack" data-outcome={tone}>
      <Notice tone={tone} title={titleOf(t, identified)} big>
        {sentencesOf(t, identified).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </Notice>
      <FoundFacts identified={identified} />
    </section>
  );
}

function FoundFacts({ identified }: { identified: Identified }) {
  const t = useT();
  const format = useFormat();
  const { found, judged, product, pulledAt } = identified;
  const doses = (count: number) => t('scanner.doses', { formatted: format.number(count) });
  const expiryOf = (expiry?: string) => expiry && format.day(expiry);
  if (found.kind === 'batch') {
    const { elements, batch, lot } = found;
    return (
      <div className="card">
        <h2>{found.product.name}</h2>
        <Facts
          items={[
            [t('common.lot'), lot],
            [t('scanner.check.expiry'), expiryOf(batch?.expiry ?? elements.expiry)],
            [t('scanner.check.usable'), judged && doses(judged.believed.usable)],
            [
              t('scanner.check.held'),
              judged && judged.believed.held > 0 ? doses(judged.believed.held) : null,
            ],
            [
              t('scanner.check.pending'),
              judged && judged.believed.pending !== 0 ? doses(judged.believed.pending) : null,
            ],
            // Stock is only as good as the pull that it came with.
            [
              t('scanner.check.asOf'),
              judged && pulledAt !== undefined ? format.ago(pulledAt, Date.now()) : null,
            ],
          ]}
        />
      </div>
    );
  }
  if (found.kind === 'unknown') {
    const { gtin, lot, expiry } = found.elements;
    return (
      gtin && (
        <div className="card">
          <Facts
            items={[
              ['GTIN', gtin],
              [t('common.lot'), lot],
              [t('scanner.check.expiry'), expiryOf(expiry)],
            ]}
          />
        </div>
      )
    );
  }
  if (found.kind === 'ticket' && found.appointment) {
    const { name, code, dose } = found.appointment;
    return (
      <div className="card">
        <h2>{name}</h2>
        <Facts
          items={[
            [t('common.code'), code],
            [t('common.product'), product?.name],
            [t('common.doses'), format.number(dose)],
          ]}
        />
      </div>
    );
  }
  return found.kind === 'package' ? (
    <div className="card">
      <Facts
        items={[
          ['SSCC', found.sscc],
          [t('common.from'), found.shipment?.from.name],
        ]}
      />
    </div>
  ) : null;
}
