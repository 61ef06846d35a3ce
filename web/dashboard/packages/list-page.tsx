// The packages of one's own place; a scan goes straight to one, wherever it is.
import { useNavigate } from '@tanstack/react-router';
import { stockRoles } from '../../shared/area.ts';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { TextLink } from '../../shared/parts/link.tsx';
import { Ago } from '../../shared/parts/moment.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { ScanInput } from '../../shared/parts/scan-input.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { MergeBoxes } from './merge-dialog.tsx';
import { PackBox } from './pack-dialog.tsx';
import { dosesOf, type Package } from './package.ts';
import { StackBoxes } from './pallet-dialog.tsx';

export default function PackagesPage() {
  const t = useT();
  const { number } = useFormat();
  const { user } = useSeat();
  const navigate = useNavigate();
  const read = useList<Package>('/api/v1/packages', { place: user.place.code });
  const columns: Column<Package>[] = [
    {
      key: 'sscc',
      title: t('packages.sscc'),
      render: ({ sscc }) => <TextLink to={`/packages/${sscc}`}>{sscc}</TextLink>,
      phone: 'title',
      unbroken: true,
    },
    {
      key: 'kind',
      title: t('common.status'),
      render: ({ kind }) => t(`packages.kinds.${kind}`),
      phone: 'badge',
    },
    {
      key: 'contents',
      title: t('packages.contents'),
      render: ({ contents }) => contents.map(({ batch }) => `${batch.product.name} ${batch.lot}`).join(', '),
      phone: 'text',
    },
    {
      key: 'doses',
      title: t('common.doses'),
      render: ({ contents }) => number(dosesOf(contents)),
      numeric: true,
    },
    { key: 'made', title: t('packages.made'), render: ({ createdAt }) => <Ago at={createdAt} /> },
  ];
  const moves = (stockRoles as readonly string[]).includes(user.role);
  return (
    <Page
      title={t('packages.title')}
      text={t('packages.text')}
      actions={
        moves && (
          <>
            <PackBox />
            <StackBoxes />
            <MergeBoxes />
          </>
        )
      }
    >
      <ScanInput
        label={t('packages.scan')}
        onScan={({ kind, elements, warnings }) => {
          if (kind !== 'package' || !elements.sscc) return t('packages.notPackage');
          if (warnings[0]) return warnings[0].message;
          void navigate({ to: `/packages/${elements.sscc}` });
          return undefined;
        }}
      />
      <ListTable
        label={t('packages.list')}
        read={read}
        columns={columns}
        rowKey={({ sscc }) => sscc}
        empty={<Empty title={t('packages.emptyTitle')} text={t('packages.emptyText')} />}
      />
    </Page>
  );
}
