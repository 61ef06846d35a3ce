// One's own daily mail of tasks: whether, where to, in which language.
import { Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { errorAt } from '../../shared/parts/problem.tsx';
import { useRead } from '../../shared/read.ts';
import { useT } from '../../shared/speech.tsx';

interface Wish {
  email: string | null;
  digest: boolean;
  language: 'id' | 'en';
}

export function MailDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const known = useRead<Wish>('/api/v1/me/notifications');
  const [changed, setChanged] = useState<Partial<Wish>>({});
  const wish: Wish = { email: null, digest: false, language: 'id', ...known.data, ...changed };
  const change = (some: Partial<Wish>) => setChanged((before) => ({ ...before, ...some }));
  const act = useAct(
    (said: Wish, id) => ({ path: '/api/v1/me/notifications', method: 'PUT', body: { id, ...said } }),
    { done: t('tasks.mailDone'), onDone: onClose },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('tasks.mailTitle')}
      text={t('tasks.mailText')}
      confirm={t('common.save')}
      busy={act.isPending}
      disabled={!known.data}
      error={act.error ?? known.error}
      shown={['/email']}
      onConfirm={() => act.mutate({ ...wish, email: wish.email?.trim() ? wish.email.trim() : null })}
    >
      <Switch
        label={t('tasks.mailWanted')}
        checked={wish.digest}
        onChange={(event) => change({ digest: event.currentTarget.checked })}
      />
      <TextInput
        label={t('tasks.mailAddress')}
        type="email"
        autoComplete="email"
        required={wish.digest}
        value={wish.email ?? ''}
        error={errorAt(act.error, '/email')}
        onChange={(event) => change({ email: event.currentTarget.value })}
      />
      <Select
        label={t('tasks.mailLanguage')}
        data={[
          { value: 'id', label: 'Bahasa Indonesia' },
          { value: 'en', label: 'English' },
        ]}
        value={wish.language}
        allowDeselect={false}
        onChange={(value) => change({ language: value === 'en' ? 'en' : 'id' })}
      />
    </Dialog>
  );
}
