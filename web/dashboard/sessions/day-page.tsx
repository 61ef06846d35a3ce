// One day of a place that vaccinates: its sessions, and the people who are to come.
import { TextInput } from '@mantine/core';
import { useFilters } from '../../shared/filters.ts';
import type { PlaceRef } from '../../shared/contract.ts';
import { FilterBar } from '../../shared/parts/filter-bar.tsx';
import { ButtonLink } from '../../shared/parts/link.tsx';
import { useNow } from '../../shared/parts/moment.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { PlacePicker } from '../../shared/parts/pickers.tsx';
import { useRead } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { todayAt } from '../stock/condition.ts';
import { AppointmentList } from './appointment-list.tsx';
import { SessionList } from './session-list.tsx';

export default function DayPage() {
  const t = useT();
  const { day } = useFormat();
  const { user } = useSeat();
  const now = useNow();
  const [filters, change] = useFilters({ place: user.place.code, date: '' });
  const { data: place } = useRead<PlaceRef>(
    `/api/v1/places/${encodeURIComponent(filters.place)}`,
    {},
    { staleTime: Infinity },
  );
  const zone = place?.timeZone ?? 'Asia/Jakarta';
  const date = filters.date || todayAt(zone, now);
  const keeps = user.role === 'health_centre_staff' || user.role === 'officer';
  return (
    <Page
      title={t('sessions.title')}
      text={`${t('sessions.text', { place: place?.name ?? filters.place })} ${day(date)}`}
      actions={
        keeps && (
          <ButtonLink to={`/sessions/new?place=${filters.place}&date=${date}`}>
            {t('sessions.create')}
          </ButtonLink>
        )
      }
    >
      <FilterBar>
        <TextInput
          type="date"
          size="sm"
          label={t('sessions.date')}
          value={date}
          onChange={(event) => change({ date: event.currentTarget.value })}
        />
        {user.place.level !== 'health_centre' && (
          <PlacePicker
            size="sm"
            value={filters.place}
            onChange={(code) => change({ place: code ?? user.place.code })}
          />
        )}
      </FilterBar>
      <SessionList place={filters.place} date={date} keeps={keeps} />
      <AppointmentList place={filters.place} date={date} zone={zone} keeps={keeps} />
    </Page>
  );
}
