// The phones of a person, or for an officer of the area: paired here, and their access ended here.
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { DeviceView } from '../../../mobile-api/shapes.ts';
import { useAct } from '../../shared/act.ts';
import { officerRoles } from '../../shared/area.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { Ago } from '../../shared/parts/moment.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { PairingDialog } from './pairing-dialog.tsx';

/** A clock that is off by less is as good as right. */
const CLOCK_MS = 5 * 60_000;

export default function PhonesPage() {
  const t = useT();
  const { user } = useSeat();
  const [pairing, setPairing] = useState<'self' | 'other'>();
  const [revoking, setRevoking] = useState<DeviceView>();
  const read = useList<DeviceView>('/api/v1/devices', {});
  const isOfficer = (officerRoles as readonly string[]).includes(user.role);
  return (
    <Page
      title={t('phones.title')}
      text={t('phones.text')}
      actions={
        <Group gap="xs">
          <Button onClick={() => setPairing('self')}>{t('phones.pairSelf')}</Button>
          {isOfficer && (
            <Button variant="default" onClick={() => setPairing('other')}>
              {t('phones.pairOther')}
            </Button>
          )}
          <Button component="a" href="/scan" variant="default">
            {t('phones.open')}
          </Button>
        </Group>
      }
    >
      <ListTable
        label={t('phones.list')}
        read={read}
        columns={useColumns(setRevoking)}
        rowKey={({ id }) => id}
        empty={<Empty title={t('phones.empty')} text={t('phones.emptyText')} />}
      />
      {pairing && (
        <PairingDialog
          other={pairing === 'other'}
          onClose={() => {
            setPairing(undefined);
            void read.refetch();
          }}
        />
      )}
      {revoking && <RevokeDialog device={revoking} onClose={() => setRevoking(undefined)} />}
    </Page>
  );
}

function useColumns(onRevoke: (device: DeviceView) => void): Column<DeviceView>[] {
  const t = useT();
  const { number } = useFormat();
  return [
    { key: 'name', title: t('phones.name'), phone: 'title', render: ({ name }) => name },
    {
      key: 'person',
      title: t('phones.person'),
      phone: 'text',
      render: ({ user, place }) => `${user.name} · ${place.name}`,
    },
    {
      key: 'status',
      title: t('common.status'),
      phone: 'badge',
      render: ({ revokedAt, clockOffsetMs }) =>
        revokedAt ? (
          <Badge tone="grey">{t('phones.revoked')}</Badge>
        ) : Math.abs(clockOffsetMs ?? 0) > CLOCK_MS ? (
          <Badge tone="amber">
            {t('phones.clock', { minutes: number(Math.round(Math.abs(clockOffsetMs ?? 0) / 60_000)) })}
          </Badge>
        ) : (
          <Badge tone="green">{t('phones.active')}</Badge>
        ),
    },
    { key: 'version', title: t('phones.version'), render: ({ appVersion }) => appVersion ?? '–' },
    { key: 'paired', title: t('phones.paired'), render: ({ pairedAt }) => <Ago at={pairedAt} /> },
    {
      key: 'seen',
      title: t('phones.lastSeen'),
      render: ({ lastSeenAt }) => (lastSeenAt ? <Ago at={lastSeenAt} /> : t('phones.never')),
    },
    {
      key: 'revoke',
      title: '',
      phone: 'action',
      render: (device) =>
        device.revokedAt === null && (
          <Button size="xs" variant="light" color="red" onClick={() => onRevoke(device)}>
            {t('phones.revoke')}
          </Button>
        ),
    },
  ];
}

function RevokeDialog({ device, onClose }: { device: DeviceView; onClose: () => void }) {
  const t = useT();
  const revoke = useAct<void, DeviceView>(
    (_, id) => ({ path: `/api/v1/devices/${device.id}/revoke`, body: { id } }),
    { done: t('phones.revokedNow'), onDone: onClose },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('phones.revokeTitle', { name: device.name })}
      text={t('phones.revokeText')}
      confirm={t('phones.revoke')}
      color="red"
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
    />
  );
}
