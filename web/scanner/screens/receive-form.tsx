// One shipment received: every line begins as it was sent; boxes that are scanned say what came, and the person says
// what is damaged. What is left over is missing.
import { useLiveQuery } from 'dexie-react-hooks';
import { useT } from '../../shared/speech.tsx';
import { db, findDevice } from '../data/database.ts';
import { useDraft } from '../data/drafts.ts';
import { identifyHere } from '../data/identify-here.ts';
import { Button, Notice } from '../parts/parts.tsx';
import { useNote } from '../parts/use-note.tsx';
import { WhenField } from '../parts/when-field.tsx';
import { useTold } from '../parts/use-told.tsx';
import { go } from '../route.ts';
import { acceptedBy, boxesOf, missingOf, type LineAnswer } from '../rules/receipt.ts';
import { dayAt } from '../rules/usable.ts';
import { ScanPanel } from '../scan/scan-panel.tsx';
import type { FactOf, Shipment } from '../wire.ts';
import { ReceiveLine } from './receive-line.tsx';

interface Form {
  answers: Record<string, LineAnswer>;
  boxes: string[];
  at?: number;
}

type RejectionReason = NonNullable<
  NonNullable<FactOf<'receive'>['lines']>[number]['rejected']
>[number]['reason'];

const asSent = ({ lines }: Shipment): Form => ({
  answers: Object.fromEntries(lines.map(({ batch, doses }) => [batch, { accepted: doses, rejected: [] }])),
  boxes: [],
});

/** What the event says of each line: reasons that nobody chose are not sent. */
function linesOf({ lines }: Shipment, { answers }: Form): NonNullable<FactOf<'receive'>['lines']> {
  return lines.map(({ batch }) => {
    const { accepted, rejected, vvm } = answers[batch]!;
    const given = rejected.filter(({ doses }) => doses > 0);
    const line: NonNullable<FactOf<'receive'>['lines']>[number] = { batch, accepted };
    if (given.length > 0)
      line.rejected = given.map(({ doses, reason }) => ({ doses, reason: reason as RejectionReason }));
    if (vvm) line.vvm = vvm;
    return line;
  });
}

export function ReceiveForm({ shipment, fix }: { shipment: Shipment; fix?: string }) {
  const t = useT();
  const { id, code, from, lines } = shipment;
  const draft = `receive/${id}`;
  const [form, change] = useDraft<Form>(draft, asSent(shipment));
  const { notice, hit, tell } = useTold();
  const { save, busy, fault } = useNote();
  const about = useLiveQuery(async () => {
    const device = await findDevice();
    const batches = await db.batches.bulkGet(lines.map(({ batch }) => batch));
    const products = new Map((await db.products.toArray()).map((product) => [product.id, product]));
    const refused = fix ? await db.queue.get(fix) : undefined;
    return { batches, products, today: dayAt(Date.now(), device?.place.timeZone), refused };
  }, [id, fix]);
  if (!form || !about) return null;
  const boxCount = shipment.packages.filter(({ kind }) => kind === 'box').length;
  const faulty = lines.some(({ batch }) =>
    form.answers[batch]!.rejected.some((one) => one.doses > 0 && !one.reason),
  );

  async function onCode(raw: string) {
    const { found } = await identifyHere(raw);
    if (found.kind === 'batch') {
      const known = lines.some(({ batch }) => batch === found.batch?.id);
      return known
        ? tell('good', t('scanner.receive.lineSeen', { lot: found.lot }))
        : tell('bad', t('scanner.receive.notIn'));
    }
    if (found.kind !== 'package') return tell('bad', t('scanner.receive.notIn'));
    const boxes = boxesOf(shipment, found.sscc);
    if (found.sscc === shipment.sscc && boxes.length === 0) return tell('good', t('scanner.receive.allSeen'));
    if (boxes.length === 0) return tell('bad', t('scanner.receive.notIn'));
    const seen = new Set(form!.boxes);
    if (boxes.every((box) => seen.has(box))) return tell('look', t('scanner.receive.already'));
    for (const box of boxes) seen.add(box);
    const accepted = acceptedBy(shipment, seen);
    const answers = Object.fromEntries(
      lines.map(({ batch }) => {
        const { rejected, vvm } = form!.answers[batch]!;
        return [batch, { accepted: accepted.get(batch) ?? 0, rejected, vvm }];
      }),
    );
    change({ answers, boxes: [...seen], at: form!.at });
    tell('good', t('scanner.receive.boxSeen', { scanned: seen.size, all: boxCount }));
  }

  async function submit() {
    const fact: FactOf<'receive'> = { kind: 'receive', shipment: id, lines: linesOf(shipment, form!) };
    if (form!.boxes.length > 0) fact.packages = form!.boxes;
    const noting = {
      fact,
      about: `${code}, ${from.name}`,
      replaces: fix,
      draft,
      occurredAt: form!.at === undefined ? undefined : new Date(form!.at),
    };
    if (await save(noting, t('scanner.receive.done'))) go(fix ? 'queue' : '');
  }

  return (
    <>
      <p>
        <strong>{code}</strong> {t('scanner.receive.from', { name: from.name })}
      </p>
      {about.refused && (
        <Notice tone="look" text={t('scanner.note.correcting')}>
          <WhenField
            value={new Date(form.at ?? about.refused.event.occurredAt)}
            onChange={(at) => change({ answers: form.answers, boxes: form.boxes, at: at.getTime() })}
          />
        </Notice>
      )}
      {boxCount > 0 && !notice && (
        <p>{t('scanner.receive.boxSeen', { scanned: form.boxes.length, all: boxCount })}</p>
      )}
      {notice}
      <ScanPanel aim={t('scanner.receive.scanAim')} hit={hit} onCode={(raw) => void onCode(raw)} />
      <ul className="list">
        {lines.map(({ batch, doses }, at) => (
          <li key={batch}>
            <ReceiveLine
              batch={about.batches[at]}
              product={about.products.get(about.batches[at]?.product ?? '')}
              shipped={doses}
              today={about.today}
              answer={form.answers[batch]!}
              missing={missingOf(doses, form.answers[batch]!)}
              onChange={(answer) =>
                change({
                  answers: Object.assign({}, form.answers, { [batch]: answer }),
                  boxes: form.boxes,
                  at: form.at,
                })
              }
            />
          </li>
        ))}
      </ul>
      {fault}
      <Button main disabled={busy || faulty} onClick={() => void submit()}>
        {t('scanner.receive.submit')}
      </Button>
    </>
  );
}
