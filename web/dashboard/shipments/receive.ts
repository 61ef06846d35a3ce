// Recording a receipt: first the photos go up, each under its own id, then what arrived, in one command.
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../shared/act.ts';
import { useAttach } from '../../shared/photos.ts';
import { useT } from '../../shared/speech.tsx';
import { toBody, type Answer } from './answers.ts';
import { toArrival, type Arrival, type ArrivalForm } from './arrival.ts';
import { pathOf, type Shipment } from './shipment.ts';

interface Said {
  lines: ReturnType<typeof toBody>;
  packages?: readonly string[];
  arrival?: Arrival;
}

export function useReceive(shipment: Shipment) {
  const t = useT();
  const navigate = useNavigate();
  const attach = useAttach();
  const receive = useAct<Said, Shipment>(
    (values, id) => ({ path: `${pathOf(shipment.id)}/receive`, body: { id, ...values } }),
    {
      done: ({ status }) =>
        t(status === 'received' ? 'shipments.received' : 'shipments.receivedDiscrepancy', {
          code: shipment.code,
        }),
      onDone(answer) {
        for (const { message } of answer.warnings ?? [])
          notifications.show({ color: 'orange', message, autoClose: 15_000 });
        return navigate({ to: `/shipments/${shipment.id}` });
      },
    },
  );

  async function submit(
    answers: readonly Answer[],
    arrival: ArrivalForm,
    scanned: readonly string[],
  ): Promise<void> {
    const photos = answers.flatMap(({ photos, line, batch }) => {
      // A batch that was not sent has no line yet.
      const note = line === undefined ? `${batch.product.name} ${batch.lot}` : undefined;
      return photos.map((photo) => ({ photo, document: shipment.id, line, note }));
    });
    try {
      if (photos.length > 0) await attach.mutateAsync(photos);
    } catch {
      return; // said by `error`
    }
    const packages = scanned.length > 0 ? scanned : undefined;
    receive.mutate({ lines: toBody(answers), packages, arrival: toArrival(arrival) });
  }

  return {
    submit,
    error: attach.error ?? receive.error,
    isPending: attach.isPending || receive.isPending,
  };
}
