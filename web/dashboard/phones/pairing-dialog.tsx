// A pairing code to be scanned by a phone: one's own, or as an officer that of somebody in the area.
import { Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PairingView } from '../../../mobile-api/shapes.ts';
import { useAct } from '../../shared/act.ts';
import { useNow } from '../../shared/parts/moment.tsx';
import { Facts } from '../../shared/parts/page.tsx';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useFormat, useT } from '../../shared/speech.tsx';

/** @param other whether it is somebody else's phone. */
export function PairingDialog({ other, onClose }: { other: boolean; onClose: () => void }) {
  const t = useT();
  const [username, setUsername] = useState('');
  const offer = useAct<{ user?: string }, PairingView>(
    (values, id) => ({ path: '/api/v1/pairings', body: { id, user: values.user } }),
    { done: false },
  );
  const ask = () => offer.mutate(other ? { user: username.trim() } : {});
  if (offer.data) return <PairingCode pairing={offer.data} onAnew={ask} onClose={onClose} />;
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('phones.pairTitle')}
      text={other ? t('phones.pairOtherText') : t('phones.pairSelfText')}
      confirm={t('phones.show')}
      busy={offer.isPending}
      disabled={other && username.trim() === ''}
      error={offer.error}
      shown={['/user']}
      onConfirm={ask}
    >
      {other && (
        <TextInput
          label={t('phones.username')}
          value={username}
          onChange={({ currentTarget }) => setUsername(currentTarget.value)}
          error={errorAt(offer.error, '/user')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
        />
      )}
    </Dialog>
  );
}

interface PairingCodeProps {
  pairing: PairingView;
  onAnew: () => void;
  onClose: () => void;
}

function PairingCode({ pairing, onAnew, onClose }: PairingCodeProps) {
  const t = useT();
  const format = useFormat();
  const over = Date.parse(pairing.expiresAt) <= useNow();
  const { code, symbol, user, place, expiresAt } = pairing;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('phones.scanTitle')}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="md" align="center">
        <Text size="sm">{t('phones.scanText')}</Text>
        {!over && (
          <img
            src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(symbol)}`}
            alt={t('phones.symbol')}
            width={240}
            height={240}
            style={{ background: '#fff', padding: 12, borderRadius: 12 }}
          />
        )}
        <Stack gap="xs" w="100%">
          <Facts
            items={[
              [t('phones.for'), `${user.name} (${user.username}), ${place.name}`],
              [t('phones.code'), over ? null : <Code fz="lg">{code}</Code>],
            ]}
          />
          <Text size="sm" role="status">
            {over ? t('phones.over') : t('phones.until', { time: format.time(Date.parse(expiresAt)) })}
          </Text>
        </Stack>
        <Group justify="flex-end" w="100%">
          {over && <Button onClick={onAnew}>{t('phones.anew')}</Button>}
          <Button variant="default" onClick={onClose}>
            {t('common.close')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
