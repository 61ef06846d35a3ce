// One line of a receipt: accepted, rejected with a reason, what is missing, the stage of the vial monitors.
import { useFormat, useT } from '../../shared/speech.tsx';
import { Button, Choice, Doses, Facts, Notice } from '../parts/parts.tsx';
import type { LineAnswer } from '../rules/receipt.ts';
import type { Batch, Product } from '../wire.ts';

const REASONS = [
  'broken',
  'damaged',
  'frozen',
  'vvm',
  'expired',
  'unlabelled',
  'excursion',
  'other',
] as const;
const STAGES = ['A', 'B', 'C', 'D'] as const;

interface ReceiveLineProps {
  batch?: Batch;
  product?: Product;
  shipped: number;
  missing: number;
  today: string;
  answer: LineAnswer;
  onChange: (answer: LineAnswer) => void;
}

export function ReceiveLine({ batch, product, shipped, missing, today, answer, onChange }: ReceiveLineProps) {
  const t = useT();
  const format = useFormat();
  const { accepted, rejected, vvm } = answer;
  const [first] = rejected;
  const lot = batch?.lot ?? '?';
  const step = product?.dosesPerVial ?? 1;
  const doubtful = batch && (batch.status !== 'released' || batch.expiry < today);
  return (
    <div className="card">
      <h2>
        {product?.name} · {lot}
      </h2>
      <Facts
        items={[
          [t('scanner.receive.shipped'), t('scanner.doses', { formatted: format.number(shipped) })],
          [t('scanner.check.expiry'), batch && format.day(batch.expiry)],
          [
            missing < 0 ? t('scanner.receive.surplus') : t('scanner.receive.missing'),
            missing === 0 ? null : t('scanner.doses', { formatted: format.number(Math.abs(missing)) }),
          ],
        ]}
      />
      {doubtful && <Notice tone="look" text={t('scanner.receive.unsure')} />}
      <Doses
        label={t('scanner.receive.accepted', { lot })}
        value={accepted}
        step={step}
        onChange={(doses) => onChange({ accepted: doses, rejected, vvm })}
      />
      {first ? (
        <>
          <Doses
            label={t('scanner.receive.rejected', { lot })}
            value={first.doses}
            step={step}
            onChange={(doses) =>
              onChange({
                // What is found damaged was counted as good before.
                accepted: Math.max(0, accepted - (doses - first.doses)),
                rejected: [{ doses, reason: first.reason }],
                vvm,
              })
            }
          />
          <Choice
            label={t('scanner.receive.rejectedReason', { lot })}
            value={first.reason}
            empty={t('scanner.note.reasonEmpty')}
            options={REASONS.map((reason) => [reason, t(`common.reasons.${reason}`)])}
            onChange={(reason) => onChange({ accepted, rejected: [{ doses: first.doses, reason }], vvm })}
          />
        </>
      ) : (
        <Button onClick={() => onChange({ accepted, rejected: [{ doses: 0, reason: '' }], vvm })}>
          {t('scanner.receive.addRejected')}
        </Button>
      )}
      <Choice
        label={t('scanner.note.vvm')}
        value={vvm ?? ''}
        empty={t('scanner.note.vvmNone')}
        options={STAGES.map((stage) => [stage, stage])}
        onChange={(stage) => onChange({ accepted, rejected, vvm: STAGES.find((one) => one === stage) })}
      />
    </div>
  );
}
