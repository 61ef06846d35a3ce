// The people of a day in the order of their slots, and what can be done when they come: or do not.
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../shared/act.ts';
import { Badge } from '../../shared/parts/badge.tsx';
import { Dialog } from '../../shared/parts/confirm.tsx';
import { ListTable, type Column } from '../../shared/parts/list-table.tsx';
import { useNow } from '../../shared/parts/moment.tsx';
import { Section } from '../../shared/parts/page.tsx';
import { ScanInput } from '../../shared/parts/scan-input.tsx';
import { Empty } from '../../shared/parts/states.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { AdministerDialog } from './administer-dialog.tsx';
import { appointmentPath, tones, type Appointment } from './appointment.ts';

interface AppointmentListProps {
  place: string;
  date: string;
  zone: string;
  keeps: boolean;
}

export function AppointmentList({ place, date, zone, keeps }: AppointmentListProps) {
  const t = useT();
  const { timeAt } = useFormat();
  const read = useList<Appointment>('/api/v1/appointments', { place, date, limit: 200 });
  const [giving, setGiving] = useState<Appointment>();
  const [absent, setAbsent] = useState<Appointment>();
  const [found, setFound] = useState<string>();
  const items = found ? read.items.filter(({ code }) => code === found) : read.items;
  const columns: Column<Appointment>[] = [
    {
      key: 'person',
      title: t('sessions.person'),
      render: ({ registrant, code }) =>
        registrant ? `${registrant.name} · ${t('sessions.born', { year: registrant.birthYear })}` : code,
      phone: 'title',
    },
    { key: 'slot', title: t('sessions.slot'), render: ({ slot }) => timeAt(slot.start, zone) },
    { key: 'code', title: t('common.code'), render: ({ code }) => code },
    {
      key: 'product',
      title: t('common.product'),
      render: ({ product, dose }) => `${product.name} · ${t('sessions.dose', { dose })}`,
      phone: 'text',
    },
    {
      key: 'status',
      title: t('common.status'),
      render: ({ status }) => <Badge tone={tones[status]}>{t(`sessions.statuses.${status}`)}</Badge>,
      phone: 'badge',
    },
  ];
  if (keeps)
    columns.push({
      key: 'acts',
      title: '',
      render: (appointment) => <Acts appointment={appointment} onGive={setGiving} onAbsent={setAbsent} />,
      phone: 'action',
    });
  return (
    <Section title={t('sessions.appointments')}>
      <ScanInput
        label={t('sessions.find')}
        description={t('sessions.findHint')}
        onScan={(scan) => {
          const code = scan.ticket?.code ?? scan.raw.trim().toUpperCase();
          if (!read.items.some((one) => one.code === code)) return t('sessions.notFound');
          setFound(code);
          return undefined;
        }}
      />
      <ListTable
        label={t('sessions.appointments')}
        read={{ ...read, items }}
        columns={columns}
        rowKey={({ id }) => id}
        empty={<Empty title={t('sessions.appointmentsEmpty')} />}
      />
      {found && (
        <Button variant="subtle" onClick={() => setFound(undefined)} style={{ alignSelf: 'start' }}>
          {t('common.clearFilters')}
        </Button>
      )}
      {giving && <AdministerDialog appointment={giving} onClose={() => setGiving(undefined)} />}
      {absent && <NoShow appointment={absent} onClose={() => setAbsent(undefined)} />}
    </Section>
  );
}

interface ActsProps {
  appointment: Appointment;
  onGive: (appointment: Appointment) => void;
  onAbsent: (appointment: Appointment) => void;
}

function Acts({ appointment, onGive, onAbsent }: ActsProps) {
  const t = useT();
  const now = useNow();
  const checkIn = useAct<Record<string, never>>(
    (_, id) => ({ path: `${appointmentPath(appointment.id)}/check-in`, body: { id } }),
    { done: t('sessions.checkedIn') },
  );
  const { status, slot } = appointment;
  if (status !== 'confirmed' && status !== 'checked_in') return null;
  return (
    <Group gap={6} wrap="nowrap">
      {status === 'confirmed' && (
        <Button
          size="compact-sm"
          variant="default"
          loading={checkIn.isPending}
          onClick={() => checkIn.mutate({})}
        >
          {t('sessions.checkIn')}
        </Button>
      )}
      <Button size="compact-sm" onClick={() => onGive(appointment)}>
        {t('sessions.administer')}
      </Button>
      {status === 'confirmed' && Date.parse(slot.start) <= now && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onAbsent(appointment)}>
          {t('sessions.noShow')}
        </Button>
      )}
    </Group>
  );
}

function NoShow({ appointment, onClose }: { appointment: Appointment; onClose: () => void }) {
  const t = useT();
  const mark = useAct<Record<string, never>>(
    (_, id) => ({ path: `${appointmentPath(appointment.id)}/no-show`, body: { id } }),
    { done: t('sessions.noShowDone'), onDone: onClose },
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('sessions.noShowTitle')}
      text={t('sessions.noShowText')}
      confirm={t('sessions.noShow')}
      busy={mark.isPending}
      error={mark.error}
      onConfirm={() => mark.mutate({})}
    />
  );
}
