// Drafts of shipments from here: the boxes are scanned as they are loaded, and what cannot be sent is refused here too.
import { useLiveQuery } from 'dexie-react-hooks';
import { useFormat, useT } from '../../shared/speech.tsx';
import { db, findDevice } from '../data/database.ts';
import { useDraft } from '../data/drafts.ts';
import { identifyHere } from '../data/identify-here.ts';
import { noted } from '../data/noted.ts';
import { judgeHere } from '../data/shelf.ts';
import { Button, Facts, Notice } from '../parts/parts.tsx';
import { ShipmentChoices } from '../parts/shipment-choices.tsx';
import { useNote } from '../parts/use-note.tsx';
import { useTold } from '../parts/use-told.tsx';
import { go } from '../route.ts';
import { boxesOf } from '../rules/receipt.ts';
import type { Reason } from '../rules/usable.ts';
import { ScanPanel } from '../scan/scan-panel.tsx';
import type { Shipment } from '../wire.ts';

async function drafts(): Promise<Shipment[]> {
  const device = await findDevice();
  const done = new Set((await noted('dispatch')).map(({ shipment }) => shipment));
  return db.shipments
    .filter((one) => one.status === 'draft' && one.from.code === device?.place.code && !done.has(one.id))
    .toArray();
}

export function DispatchScreen({ id }: { id?: string }) {
  const t = useT();
  const found = useLiveQuery(drafts);
  if (!found) return null;
  const shipment = found.find((one) => one.id === id);
  if (shipment) return <DispatchForm shipment={shipment} />;
  return (
    <>
      {found.length === 0 && <p>{t('scanner.dispatch.empty')}</p>}
      <ShipmentChoices
        shipments={found}
        screen="dispatch"
        withWhom={({ to }) => t('scanner.dispatch.to', { name: to.name })}
      />
    </>
  );
}

interface Line {
  key: string;
  name: string;
  lot: string;
  doses: number;
  usable: number;
  /** Why it may not leave. */
  reasons: Reason[];
  short: boolean;
}

/** Usable stock that is out of date, held or not there is a promise that cannot be kept; a return of it can. */
async function linesOf({ lines }: Shipment): Promise<Line[]> {
  const found: Line[] = [];
  for (const { batch: key, doses, unusable } of lines) {
    const batch = await db.batches.get(key);
    if (!batch) continue;
    const product = await db.products.get(batch.product);
    const { reasons, believed } = await judgeHere(batch, Date.now());
    const forbids = (reason: Reason) => ['recalled', 'expired', 'quarantined'].includes(reason);
    found.push({
      key,
      name: product?.name ?? '',
      lot: batch.lot,
      doses,
      usable: believed.usable,
      reasons: unusable ? [] : reasons.filter(forbids),
      short: !unusable && believed.usable < doses,
    });
  }
  return found;
}

function DispatchForm({ shipment }: { shipment: Shipment }) {
  const t = useT();
  const format = useFormat();
  const draft = `dispatch/${shipment.id}`;
  const [boxes, setBoxes] = useDraft<string[]>(draft, []);
  const { notice, hit, tell } = useTold();
  const { save, busy, fault } = useNote();
  const lines = useLiveQuery(() => linesOf(shipment), [shipment]);
  if (!lines || !boxes) return null;
  const { id, code, to } = shipment;
  const all = boxesOf(shipment, shipment.sscc).length;
  const blocked = lines.filter(({ reasons, short }) => reasons.length > 0 || short);

  async function onCode(raw: string) {
    const { found } = await identifyHere(raw);
    const scanned = found.kind === 'package' ? boxesOf(shipment, found.sscc) : [];
    if (scanned.length === 0) return tell('bad', t('scanner.receive.notIn'));
    const seen = [...new Set([...boxes!, ...scanned])];
    if (seen.length === boxes!.length) return tell('look', t('scanner.receive.already'));
    setBoxes(seen);
    tell('good', t('scanner.dispatch.loaded', { scanned: seen.length, all }));
  }
  async function submit() {
    const about = `${code}, ${to.name}`;
    if (await save({ fact: { kind: 'dispatch', shipment: id }, about, draft })) go('');
  }

  return (
    <>
      <p>
        <strong>{code}</strong> {t('scanner.dispatch.to', { name: to.name })}
      </p>
      {all > 0 && <p>{t('scanner.dispatch.loaded', { scanned: boxes.length, all })}</p>}
      {notice}
      {all > 0 && <ScanPanel aim={t('scanner.dispatch.aim')} hit={hit} onCode={(raw) => void onCode(raw)} />}
      <div className="card">
        <Facts
          items={lines.map(({ name, lot, doses }) => [
            `${name} ${lot}`,
            t('scanner.doses', { formatted: format.number(doses) }),
          ])}
        />
      </div>
      {blocked.length > 0 && (
        <Notice tone="bad" title={t('scanner.dispatch.blocked')}>
          {blocked.flatMap(({ key, lot, reasons, short, usable }) => [
            ...reasons.map((reason) => (
              <p key={`${key} ${reason}`}>
                {lot}: {t(`scanner.reasons.${reason}`)}
              </p>
            )),
            short && (
              <p key={`${key} short`}>
                {t('scanner.dispatch.short', { lot, formatted: format.number(usable) })}
              </p>
            ),
          ])}
        </Notice>
      )}
      {fault}
      <Button main disabled={busy || blocked.length > 0} onClick={() => void submit()}>
        {t('scanner.dispatch.submit')}
      </Button>
    </>
  );
}
