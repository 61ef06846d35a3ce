// One package: what is in it, what stands on it, where it is, what happened to it; its label to print.
import { useParams } from '@tanstack/react-router';
import { stockRoles } from '../../shared/area.ts';
import { Badge, BatchStatusBadge } from '../../shared/parts/badge.tsx';
import { LabelPicture } from '../../shared/parts/label-picture.tsx';
import { TextLink } from '../../shared/parts/link.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { DayOf, Moment } from '../../shared/parts/moment.tsx';
import { Card, Facts, Page, Section } from '../../shared/parts/page.tsx';
import { Failed, Waiting } from '../../shared/parts/states.tsx';
import { Timeline } from '../../shared/parts/timeline.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useCovers } from '../covers.ts';
import { useSeat } from '../desk-provider.tsx';
import { OpenPackage } from './open-dialog.tsx';
import { dosesOf, pathOf, type Content, type Package, type Step } from './package.ts';
import { StackBoxes, TakeOff } from './pallet-dialog.tsx';
import { SplitBox } from './split-dialog.tsx';

export default function PackagePage() {
  const t = useT();
  const { sscc = '' } = useParams({ strict: false });
  const read = useRead<Package>(pathOf(sscc));
  const back = { to: '/packages', label: t('packages.back') };
  const found = read.data;
  if (!found) {
    return (
      <Page title={t('packages.title')} back={back}>
        {read.error ? <Failed error={read.error} retry={() => void read.refetch()} /> : <Waiting />}
      </Page>
    );
  }
  const { shipment, pallet, place } = found;
  return (
    <Page
      title={`${t(`packages.kinds.${found.kind}`)} ${found.sscc}`}
      badge={
        <Badge tone={found.status === 'packed' ? 'green' : 'grey'}>
          {t(`packages.statuses.${found.status}`)}
        </Badge>
      }
      back={back}
      actions={<Acts found={found} />}
    >
      <Card>
        <Facts
          items={[
            [t('packages.at'), place && `${place.name} (${place.code})`],
            [
              t('packages.travelling'),
              shipment && (
                <TextLink key="shipment" to={`/shipments/${shipment.id}`}>
                  {`${shipment.code}: ${shipment.from} → ${shipment.to}`}
                </TextLink>
              ),
            ],
            [
              t('packages.onPallet'),
              pallet && (
                <TextLink key="pallet" to={`/packages/${pallet}`}>
                  {pallet}
                </TextLink>
              ),
            ],
            [t('packages.made'), <Moment key="made" at={found.createdAt} />],
          ]}
        />
      </Card>
      <Section title={t('packages.contents')}>
        <Contents contents={found.contents} />
      </Section>
      {found.boxes.length > 0 && (
        <Section title={t('packages.boxes')}>
          <Boxes found={found} />
        </Section>
      )}
      <Section title={t('packages.history')}>
        <Card>
          <History steps={found.history} />
        </Card>
      </Section>
      <Section title={t('packages.label')}>
        <Card>
          <LabelPicture
            path={`/api/v1/labels/package/${found.sscc}`}
            name={`${t('packages.sscc')} ${found.sscc}`}
          />
        </Card>
      </Section>
    </Page>
  );
}

/** Whether the person may change the package where it lies now. */
function useMayChange(found: Package): boolean {
  const { user } = useSeat();
  const moves = (stockRoles as readonly string[]).includes(user.role);
  const covers = useCovers(moves && found.place ? [found.place.code] : []);
  return moves && found.status !== 'ended' && found.place !== null && covers(found.place.code);
}

function Acts({ found }: { found: Package }) {
  if (!useMayChange(found)) return null;
  return (
    <>
      <OpenPackage found={found} />
      {found.kind === 'pallet' && <StackBoxes pallet={found} />}
      {found.kind === 'box' && <SplitBox found={found} />}
    </>
  );
}

function Contents({ contents }: { contents: readonly Content[] }) {
  const t = useT();
  const { number } = useFormat();
  const columns: Column<Content>[] = [
    { key: 'product', title: t('common.product'), render: ({ batch }) => batch.product.name, phone: 'title' },
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
    { key: 'doses', title: t('common.doses'), render: ({ doses }) => number(doses), numeric: true },
  ];
  return (
    <ListTable
      label={t('packages.contents')}
      read={{ items: contents }}
      columns={columns}
      rowKey={({ batch }) => batch.id}
      empty={<p>{t('packages.contentsEmpty')}</p>}
    />
  );
}

function Boxes({ found }: { found: Package }) {
  const t = useT();
  const mayChange = useMayChange(found);
  const { number } = useFormat();
  const columns: Column<Package['boxes'][number]>[] = [
    {
      key: 'sscc',
      title: t('packages.sscc'),
      render: ({ sscc }) => <TextLink to={`/packages/${sscc}`}>{sscc}</TextLink>,
      phone: 'title',
      unbroken: true,
    },
    {
      key: 'doses',
      title: t('common.doses'),
      render: ({ contents }) => number(dosesOf(contents)),
      numeric: true,
    },
  ];
  if (mayChange)
    columns.push({
      key: 'off',
      title: '',
      phone: 'action',
      render: ({ sscc }) => <TakeOff pallet={found} sscc={sscc} />,
    });
  return (
    <ListTable
      label={t('packages.boxes')}
      read={{ items: found.boxes }}
      columns={columns}
      rowKey={({ sscc }) => sscc}
      empty={null}
    />
  );
}

function History({ steps }: { steps: readonly Step[] }) {
  const t = useT();
  return (
    <Timeline
      events={steps.map((step, index) => ({
        key: String(index),
        title: t(`packages.steps.${step.kind}`),
        at: step.at,
        by: step.place,
        text:
          [step.shipment?.code, step.pallet, step.reason, step.note].filter(Boolean).join(' · ') || undefined,
      }))}
    />
  );
}
