// What happened at a place: one's own, or one below it.
import { useFilters } from '../../shared/filters.ts';
import { FilterBar } from '../../shared/parts/filter-bar.tsx';
import { Page } from '../../shared/parts/page.tsx';
import { PlacePicker } from '../../shared/parts/pickers.tsx';
import { useRead } from '../../shared/read.ts';
import type { PlaceRef } from '../../shared/contract.ts';
import { useT } from '../../shared/speech.tsx';
import { useSeat } from '../desk-provider.tsx';
import { MovementList } from './movement-list.tsx';

export default function MovementsPage() {
  const t = useT();
  const { user } = useSeat();
  const [{ place }, change] = useFilters({ place: user.place.code });
  const { data } = useRead<PlaceRef>(
    `/api/v1/places/${encodeURIComponent(place)}`,
    {},
    { staleTime: Infinity },
  );
  return (
    <Page title={t('movements.title')} text={t('movements.text', { place: data?.name ?? place })}>
      {user.place.level !== 'health_centre' && (
        <FilterBar>
          <PlacePicker
            size="sm"
            clearable={false}
            value={place}
            onChange={(code) => change({ place: code ?? user.place.code })}
          />
        </FilterBar>
      )}
      <MovementList key={place} place={place} />
    </Page>
  );
}
