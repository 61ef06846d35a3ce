// Choosing boxes that lie at one's own place and stand on no pallet: by scanning one after another, or from the list.
import { MultiSelect, Stack } from '@mantine/core';
import { ScanInput, type Scan } from '../../shared/parts/scan-input.tsx';
import { useList } from '../../shared/read.ts';
import { useFormat, useT } from '../../shared/speech.tsx';
import { dosesOf, type Package } from './package.ts';

interface BoxesInputProps {
  place: string;
  value: readonly Package[];
  onChange: (boxes: Package[]) => void;
}

export function BoxesInput({ place, value, onChange }: BoxesInputProps) {
  const t = useT();
  const { number } = useFormat();
  const read = useList<Package>('/api/v1/packages', { place, kind: 'box', limit: 200 });
  const boxes = [...read.items, ...value.filter(({ sscc }) => !read.items.some((one) => one.sscc === sscc))];

  function onScan(scan: Scan): string | undefined {
    const found = scan.package as unknown as Package | undefined;
    if (scan.kind !== 'package' || found?.kind !== 'box') return t('packages.notBox');
    if (value.some(({ sscc }) => sscc === found.sscc)) return t('packages.chosenAlready');
    if (found.pallet) return t('packages.standsOn', { pallet: found.pallet });
    if (found.place?.code !== place) return t('packages.notHere');
    onChange([...value, found]);
    return undefined;
  }

  return (
    <Stack gap="sm">
      <ScanInput label={t('packages.scanBox')} onScan={onScan} />
      <MultiSelect
        label={t('packages.chooseBoxes')}
        searchable
        nothingFoundMessage={read.isPending ? t('common.loading') : t('packages.noBoxes')}
        data={boxes.map(({ sscc, contents }) => ({
          value: sscc,
          label: `${sscc} · ${contents.map(({ batch }) => batch.lot).join(', ')} · ${number(dosesOf(contents))}`,
        }))}
        value={value.map(({ sscc }) => sscc)}
        onChange={(chosen) => onChange(boxes.filter(({ sscc }) => chosen.includes(sscc)))}
      />
    </Stack>
  );
}
