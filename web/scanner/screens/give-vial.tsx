// The vial of a dose that is given: scanned, judged, and recorded. What must not be used is refused, except as a fact
// that has happened already.
import { useLiveQuery } from 'dexie-react-hooks';
import { useState } from 'react';
import { useFormat, useT } from '../../shared/speech.tsx';
import { db } from '../data/database.ts';
import { identifyHere, type Identified } from '../data/identify-here.ts';
import { BatchScan } from '../parts/batch-scan.tsx';
import { Button, Doses, Facts, Notice } from '../parts/parts.tsx';
import { useNote } from '../parts/use-note.tsx';
import { WhenField } from '../parts/when-field.tsx';
import { go } from '../route.ts';
import type { Appointment, FactOf, Product } from '../wire.ts';
import { FoundCard } from './found.tsx';

export interface Same {
  raw: string;
  lot: string;
}

interface GiveVialProps {
  appointment?: Appointment;
  product?: Product;
  same?: Same;
  present?: boolean;
  /** The refused event that is put right. */
  fix?: string;
  onDone?: (vial: Same) => void;
}

export function GiveVial({ appointment, product, same, present, fix, onDone }: GiveVialProps) {
  const t = useT();
  const format = useFormat();
  const [vial, setVial] = useState<Identified>();
  const [doses, setDoses] = useState(1);
  const [at, setAt] = useState<Date>();
  const [done, setDone] = useState(false);
  const { save, busy, fault } = useNote();
  const refused = useLiveQuery(async () => (fix ? ((await db.queue.get(fix)) ?? null) : null), [fix]);
  if (refused === undefined) return null;
  const before = refused?.event.kind === 'administer' ? refused.event : undefined;
  const found = vial?.found.kind === 'batch' ? vial.found : undefined;
  const wrong =
    product && found && found.product.id !== product.id
      ? t('scanner.give.wrongProduct', { found: found.product.name, expected: product.name })
      : undefined;
  const refusedHere = found && (wrong !== undefined || !vial?.judged || vial.judged.verdict === 'do_not_use');

  async function submit() {
    const { lot, raw } = found!;
    const fact: FactOf<'administer'> = { kind: 'administer', raw, doses: appointment ? 1 : doses };
    const meant = appointment?.id ?? before?.appointment;
    if (meant !== undefined) fact.appointment = meant;
    const who = appointment ? ` · ${appointment.name}` : '';
    const noting = {
      fact,
      about: `${found!.product.name} ${lot}${who}`,
      replaces: fix,
      occurredAt: at ?? (before && new Date(before.occurredAt)),
    };
    const said = appointment ? t('scanner.give.next') : t('scanner.give.nextFree');
    if (!(await save(noting, said))) return;
    if (fix) return go('queue');
    onDone?.({ raw, lot });
    setVial(undefined);
    setDoses(1);
    setDone(true);
  }

  const label =
    appointment || doses === 1
      ? t('scanner.give.submit')
      : t('scanner.give.submitMany', { formatted: format.number(doses) });
  return (
    <>
      {before && (
        <Notice tone="look" text={t('scanner.note.correcting')}>
          <WhenField value={at ?? new Date(before.occurredAt)} onChange={setAt} />
        </Notice>
      )}
      {appointment && <Person appointment={appointment} product={product} present={present} />}
      {done && !found && !appointment && <Notice tone="good" text={t('scanner.give.nextFree')} />}
      {found && vial ? (
        <>
          <FoundCard found={vial} />
          {wrong && <Notice tone="bad" title={t('scanner.note.refusedHere')} text={wrong} />}
          {!appointment && (
            <Doses label={t('scanner.give.doses')} value={doses} least={1} most={100} onChange={setDoses} />
          )}
          {fault}
          {refusedHere ? (
            <>
              <p>{t('scanner.note.anywayText')}</p>
              <Button danger disabled={busy} onClick={() => void submit()}>
                {t('scanner.note.anyway')}
              </Button>
            </>
          ) : (
            <Button main disabled={busy} onClick={() => void submit()}>
              {label}
            </Button>
          )}
          <Button onClick={() => setVial(undefined)}>{t('scanner.note.another')}</Button>
        </>
      ) : (
        <>
          {same && (
            <Button onClick={() => void identifyHere(same.raw).then(setVial)}>
              {t('scanner.give.sameVial', { lot: same.lot })}
            </Button>
          )}
          <BatchScan aim={t('scanner.give.vialAim')} onBatch={setVial} />
        </>
      )}
    </>
  );
}

function Person({
  appointment,
  product,
  present,
}: {
  appointment: Appointment;
  product?: Product;
  present?: boolean;
}) {
  const t = useT();
  const { save, busy, fault } = useNote();
  const { id, name, code, dose, birthYear } = appointment;
  return (
    <div className="card">
      <h2>{name}</h2>
      <Facts
        items={[
          [t('common.code'), code],
          [t('scanner.give.born'), birthYear],
          [t('common.product'), product?.name],
          [t('scanner.give.doseNumber'), String(dose)],
        ]}
      />
      {fault}
      {!present && (
        <Button
          disabled={busy}
          onClick={() =>
            void save({ fact: { kind: 'check_in', appointment: id }, about: `${name} · ${code}` })
          }
        >
          {t('scanner.give.checkIn')}
        </Button>
      )}
    </div>
  );
}
