// What a scan means to a receipt: the shipment's own number completes all, a pallet or a box adds what it holds, a batch
// completes its line. Whatever was scanned once counts once.
import { useState, type Dispatch, type SetStateAction } from 'react';
import type { Scan } from '../../shared/parts/scan-input.tsx';
import { useT } from '../../shared/speech.tsx';
import type { Package } from '../packages/package.ts';
import { arrive, complete, emptyAnswer, type Answer } from './answers.ts';
import type { Shipment } from './shipment.ts';

/** Boxes by their number: of a pallet those on it. */
const boxesOf = ({ sscc, kind, boxes, contents }: Package) =>
  kind === 'pallet' ? boxes : [{ sscc, contents }];

export function useReceiptScan(shipment: Shipment, setAnswers: Dispatch<SetStateAction<Answer[]>>) {
  const t = useT();
  const [arrived, setArrived] = useState<readonly string[]>([]);

  function onPackage(scan: Scan): string | undefined {
    const sscc = scan.elements.sscc;
    if (sscc === shipment.sscc || scan.package?.id === shipment.id) {
      setAnswers((before) => before.map(complete));
      return undefined;
    }
    const found = scan.package as unknown as Package | undefined;
    if (found?.shipment?.id !== shipment.id)
      return t('shipments.otherPackage', { code: scan.package?.code ?? sscc ?? '' });
    const fresh = boxesOf(found).filter((box) => !arrived.includes(box.sscc));
    if (fresh.length === 0) return t('shipments.scannedAlready');
    setArrived([...arrived, ...fresh.map((box) => box.sscc)]);
    const contents = fresh.flatMap((box) => box.contents);
    setAnswers((before) => arrive(before, contents));
    return undefined;
  }

  function onScan(scan: Scan): string | undefined {
    if (scan.kind === 'package') return onPackage(scan);
    const { batch } = scan;
    if (scan.kind !== 'batch' || !batch) return scan.warnings[0]?.message ?? t('shipments.scanNeeds');
    setAnswers((before) =>
      before.some((one) => one.batch.id === batch.id)
        ? before.map((one) => (one.batch.id === batch.id ? complete(one) : one))
        : [...before, emptyAnswer(batch, 0)],
    );
    return undefined;
  }

  return { onScan, scanned: arrived };
}
