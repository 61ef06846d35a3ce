// Shipments that are expected here: chosen from the list, or found by scanning any label of theirs.
import { useLiveQuery } from 'dexie-react-hooks';
import { useT } from '../../shared/speech.tsx';
import { db, findDevice } from '../data/database.ts';
import { identifyHere } from '../data/identify-here.ts';
import { noted } from '../data/noted.ts';
import { Notice } from '../parts/parts.tsx';
import { ShipmentChoices } from '../parts/shipment-choices.tsx';
import { useTold } from '../parts/use-told.tsx';
import { go } from '../route.ts';
import { ScanPanel } from '../scan/scan-panel.tsx';
import { signal } from '../scan/signal.ts';
import { ReceiveForm } from './receive-form.tsx';

/** Shipments on their way here that were not received on this phone. */
async function expected() {
  const device = await findDevice();
  const done = new Set((await noted('receive')).map(({ shipment }) => shipment));
  const here = await db.shipments.filter((one) => one.to.code === device?.place.code).toArray();
  return here.filter(({ id, status }) => status === 'in_transit' && !done.has(id));
}

export function ReceiveScreen({ id, fix }: { id?: string; fix?: string }) {
  const t = useT();
  const shipment = useLiveQuery(async () => (id ? ((await db.shipments.get(id)) ?? null) : null), [id]);
  if (!id) return <ReceiveList />;
  if (shipment === undefined) return null;
  if (shipment === null) return <Notice tone="look" text={t('scanner.receive.gone')} />;
  return <ReceiveForm shipment={shipment} fix={fix} />;
}

function ReceiveList() {
  const t = useT();
  const shipments = useLiveQuery(expected);
  const { notice, hit, tell } = useTold();
  async function onCode(raw: string) {
    const { found } = await identifyHere(raw);
    const shipment = found.kind === 'package' ? found.shipment : undefined;
    const known = shipment && (await expected()).some(({ id }) => id === shipment.id);
    if (known) {
      signal('good');
      return go(`receive/${shipment.id}`);
    }
    tell('bad', t('scanner.check.packageUnknown'));
  }
  if (!shipments) return null;
  return (
    <>
      {shipments.length === 0 ? <p>{t('scanner.receive.empty')}</p> : <p>{t('scanner.receive.choose')}</p>}
      <ShipmentChoices
        shipments={shipments}
        screen="receive"
        withWhom={({ from }) => t('scanner.receive.from', { name: from.name })}
      />
      {notice}
      <ScanPanel aim={t('scanner.receive.scanAim')} hit={hit} onCode={(raw) => void onCode(raw)} />
    </>
  );
}
