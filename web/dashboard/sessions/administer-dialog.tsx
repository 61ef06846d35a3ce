// The dose for one appointment: from which batch it was given, scanned off the vial or chosen.
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { BatchPicker } from '../../shared/parts/pickers.tsx';
import { ScanInput } from '../../shared/parts/scan-input.tsx';
import { useT } from '../../shared/speech.tsx';
import { appointmentPath, type Appointment } from './appointment.ts';

type Named = { batch: string } | { scan: string };

export function AdministerDialog({
  appointment,
  onClose,
}: {
  appointment: Appointment;
  onClose: () => void;
}) {
  const t = useT();
  const { place, product, registrant, code } = appointment;
  const [named, setNamed] = useState<Named>();
  const [lot, setLot] = useState<string>();
  const give = useAct<Named, Appointment>(
    (values, id) => ({ path: `${appointmentPath(appointment.id)}/administer`, body: { id, ...values } }),
    {
      done: t('sessions.administered'),
      onDone({ warnings }) {
        if (warnings?.length) {
          const messages = warnings.map(({ message }) => message).join('; ');
          notifications.show({
            color: 'orange',
            message: t('sessions.warned', { messages }),
            autoClose: 20_000,
          });
        }
        onClose();
      },
    },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('sessions.administerTitle', { product: product.name, name: registrant?.name ?? code })}
      text={t('sessions.administerText')}
      confirm={t('sessions.administer')}
      busy={give.isPending}
      disabled={!named}
      error={give.error}
      onConfirm={() => named && give.mutate(named)}
    >
      <ScanInput
        place={place.code}
        description={lot && t('sessions.chosen', { lot })}
        autoFocus
        onScan={(scan) => {
          if (!scan.batch) return scan.warnings[0]?.message ?? t('common.noMatchTitle');
          if (scan.batch.product.id !== product.id)
            return t('sessions.wrongProduct', { product: scan.batch.product.name });
          setNamed({ scan: scan.raw });
          setLot(scan.batch.lot);
          return undefined;
        }}
      />
      <BatchPicker
        place={place.code}
        product={product.code}
        value={named && 'batch' in named ? named.batch : null}
        onChange={(batch, item) => {
          setNamed(batch ? { batch } : undefined);
          setLot(item?.batch.lot);
        }}
      />
    </Dialog>
  );
}
