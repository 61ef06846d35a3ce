// What is in a shipment, and after its receipt what became of each line.
import { BatchStatusBadge } from '../../shared/parts/badge.tsx';
import { TextLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { DayOf } from '../../shared/parts/moment.tsx';
import { useReasonName } from '../../shared/parts/pickers.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';
import { ActivityLink } from '../planning/activity-link.tsx';
import type { Shipment, ShipmentLine } from './shipment.ts';

/** Without a capital, except for what is all capitals. */
const inSentence = (name: string) => name.replace(/^\p{Lu}(?=\p{Ll})/u, (first) => first.toLowerCase());

export function ShipmentLines({ shipment }: { shipment: Shipment }) {
  const t = useT();
  const { number } = useFormat();
  const reasonName = useReasonName();
  const answered = shipment.status === 'received' || shipment.status === 'received_with_discrepancy';
  const amount = (doses: number | null) => (doses === null ? '–' : number(doses));
  const rejected = (line: ShipmentLine) =>
    line.rejected.length === 0
      ? '0'
      : line.rejected
          .map(({ reason, doses }) => `${number(doses)} ${inSentence(reasonName(reason))}`)
          .join(', ');
  const columns: Column<ShipmentLine>[] = [
    {
      key: 'product',
      title: t('common.product'),
      render: ({ batch }) => batch.product.name,
      phone: 'title',
    },
    {
      key: 'lot',
      title: t('common.lot'),
      render: ({ batch }) => <TextLink to={`/batches/${batch.id}`}>{batch.lot}</TextLink>,
    },
    { key: 'expiry', title: t('common.expiry'), render: ({ batch }) => <DayOf date={batch.expiry} /> },
    {
      key: 'status',
      title: t('common.status'),
      render: ({ batch }) => <BatchStatusBadge status={batch.status} />,
      phone: 'badge',
    },
    { key: 'doses', title: t('shipments.shipped'), render: ({ doses }) => number(doses), numeric: true },
  ];
  if (shipment.lines.some(({ activity }) => activity))
    columns.push({
      key: 'activity',
      title: t('planning.forActivity'),
      render: ({ activity }) => (activity ? <ActivityLink activity={activity} /> : '–'),
    });
  if (answered) {
    columns.push(
      {
        key: 'accepted',
        title: t('shipments.accepted'),
        render: ({ accepted }) => amount(accepted),
        numeric: true,
      },
      { key: 'rejected', title: t('shipments.rejected'), render: rejected, numeric: true },
      {
        key: 'missing',
        title: t('shipments.missing'),
        render: ({ missing }) => amount(missing),
        numeric: true,
      },
    );
    if (shipment.lines.some(({ surplus }) => surplus))
      columns.push({
        key: 'surplus',
        title: t('shipments.surplus'),
        render: ({ surplus }) => amount(surplus),
        numeric: true,
      });
    if (shipment.lines.some(({ vvm }) => vvm))
      columns.push({ key: 'vvm', title: t('shipments.vvm'), render: ({ vvm }) => vvm ?? '–' });
    if (shipment.lines.some(({ note }) => note))
      columns.push({ key: 'note', title: t('shipments.lineNote'), render: ({ note }) => note ?? '–' });
  }
  return (
    <ListTable
      label={t('shipments.lines')}
      read={{ items: shipment.lines }}
      columns={columns}
      rowKey={({ line }) => String(line)}
      empty={null}
    />
  );
}
