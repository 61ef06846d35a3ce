// Shipments to choose from: their codes, with whom, and how many lines.
import { useT } from '../../shared/speech.tsx';
import type { Shipment } from '../wire.ts';

interface ShipmentChoicesProps {
  shipments: readonly Shipment[];
  /** The screen that one of them opens: `#/receive/ID`. */
  screen: 'receive' | 'dispatch';
  /** From whom or to whom. */
  withWhom(shipment: Shipment): string;
}

export function ShipmentChoices({ shipments, screen, withWhom }: ShipmentChoicesProps) {
  const t = useT();
  return (
    <ul className="list">
      {shipments.map((shipment) => (
        <li key={shipment.id}>
          <a className="choice" href={`#/${screen}/${shipment.id}`}>
            <span>
              {shipment.code}
              <br />
              <small className="soft">
                {withWhom(shipment)} · {t('scanner.receive.lines', { count: shipment.lines.length })}
              </small>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
