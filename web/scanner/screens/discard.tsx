// Doses that are lost, or held back: which, how many, why. A loss is a fact and is always recorded; holding back is
// refused where there is nothing to hold.
import { useLiveQuery } from 'dexie-react-hooks';
import { useState } from 'react';
import { useFormat, useT } from '../../shared/speech.tsx';
import { db, type Queued } from '../data/database.ts';
import { identifyHere, type Identified } from '../data/identify-here.ts';
import { BatchScan } from '../parts/batch-scan.tsx';
import { Button, Choice, Doses, Field, Notice } from '../parts/parts.tsx';
import { useNote } from '../parts/use-note.tsx';
import { WhenField } from '../parts/when-field.tsx';
import { go } from '../route.ts';
import type { FactOf } from '../wire.ts';
import { FoundCard } from './found.tsx';

type Loss = FactOf<'discard'> | FactOf<'quarantine'>;

const REASONS = [
  'broken',
  'damaged',
  'expired',
  'open_vial',
  'frozen',
  'vvm',
  'excursion',
  'unlabelled',
  'lost',
  'recall',
  'other',
] as const;
const STAGES = ['A', 'B', 'C', 'D'] as const;

export function DiscardScreen({ fix }: { fix?: string }) {
  const t = useT();
  const [batch, setBatch] = useState<Identified>();
  const [saved, setSaved] = useState(false);
  const refused = useLiveQuery(async () => (fix ? ((await db.queue.get(fix)) ?? null) : null), [fix]);
  if (refused === undefined) return null;
  const raw = refused && 'raw' in refused.event ? refused.event.raw : undefined;
  if (batch) {
    return (
      <LossForm
        identified={batch}
        refused={refused ?? undefined}
        onAnother={() => setBatch(undefined)}
        onDone={() => {
          setBatch(undefined);
          setSaved(true);
        }}
      />
    );
  }
  return (
    <>
      {saved && <Notice tone="good" text={t('scanner.note.saved')} />}
      {refused && <Notice tone="look" text={t('scanner.note.correcting')} />}
      {raw !== undefined && (
        <Button main onClick={() => void identifyHere(raw).then(setBatch)}>
          {refused!.about}
        </Button>
      )}
      <BatchScan
        aim={t('scanner.discard.aim')}
        judge={false}
        onBatch={(found) => {
          setSaved(false);
          setBatch(found);
        }}
      />
    </>
  );
}

interface LossFormProps {
  identified: Identified;
  refused?: Queued;
  onAnother: () => void;
  onDone: () => void;
}

function LossForm({ identified, refused, onAnother, onDone }: LossFormProps) {
  const t = useT();
  const format = useFormat();
  const before = refused?.event as Loss | undefined;
  const [kind, setKind] = useState<Loss['kind']>(before?.kind ?? 'discard');
  const [doses, setDoses] = useState(before?.doses ?? 1);
  const [reason, setReason] = useState<string>(before?.reason ?? '');
  const [vvm, setVvm] = useState<string>(before?.vvm ?? '');
  const [words, setWords] = useState(before?.note ?? '');
  const [at, setAt] = useState<Date>();
  const { save, busy, fault } = useNote();
  if (identified.found.kind !== 'batch') return null;
  const { raw, product, lot } = identified.found;
  const usable = identified.judged?.believed.usable ?? 0;
  const tooMany = kind === 'quarantine' && doses > usable;

  async function submit() {
    const chosen = REASONS.find((one) => one === reason)!;
    const fact: Loss = { kind, raw, doses, reason: chosen };
    const stage = STAGES.find((one) => one === vvm);
    if (stage) fact.vvm = stage;
    if (words.trim()) fact.note = words.trim();
    const noting = {
      fact,
      about: `${product.name} ${lot} · ${t('scanner.doses', { formatted: format.number(doses) })}`,
      replaces: refused?.id,
      occurredAt: at ?? (refused && new Date(refused.event.occurredAt)),
    };
    if (!(await save(noting))) return;
    if (refused) go('queue');
    else onDone();
  }

  return (
    <>
      {refused && (
        <Notice tone="look" text={t('scanner.note.correcting')}>
          <WhenField value={at ?? new Date(refused.event.occurredAt)} onChange={setAt} />
        </Notice>
      )}
      <FoundCard found={identified} />
      <div className="row" role="group" aria-label={t('scanner.tasks.discard')}>
        {(['discard', 'quarantine'] as const).map((one) => (
          <Button key={one} pressed={kind === one} main={kind === one} onClick={() => setKind(one)}>
            {t(`scanner.discard.${one}`)}
          </Button>
        ))}
      </div>
      <Doses
        label={t('scanner.discard.doses')}
        value={doses}
        least={1}
        step={product.dosesPerVial}
        onChange={setDoses}
        hint={t('scanner.note.believed', { formatted: format.number(usable) })}
        fault={tooMany ? t('scanner.discard.tooMany', { formatted: format.number(usable) }) : undefined}
      />
      {kind === 'discard' && doses > usable && <Notice tone="look" text={t('scanner.discard.more')} />}
      <Choice
        label={t('scanner.note.reason')}
        value={reason}
        empty={t('scanner.note.reasonEmpty')}
        options={REASONS.map((one) => [one, t(`common.reasons.${one}`)])}
        onChange={setReason}
      />
      <Choice
        label={t('scanner.note.vvm')}
        value={vvm}
        empty={t('scanner.note.vvmNone')}
        options={STAGES.map((stage) => [stage, stage])}
        onChange={setVvm}
      />
      <Field label={t('scanner.note.note')}>
        {(ids) => (
          <textarea
            {...ids}
            rows={2}
            maxLength={500}
            value={words}
            onChange={({ currentTarget }) => setWords(currentTarget.value)}
          />
        )}
      </Field>
      {fault}
      <Button main disabled={busy || reason === '' || tooMany} onClick={() => void submit()}>
        {kind === 'discard' ? t('scanner.discard.submitDiscard') : t('scanner.discard.submitQuarantine')}
      </Button>
      <Button onClick={onAnother}>{t('scanner.note.another')}</Button>
    </>
  );
}
