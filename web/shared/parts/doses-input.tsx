// An amount in whole doses, with what that is in vials beneath it. Empty is not zero.
import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useFormat, useT } from '../speech.tsx';

interface DosesInputProps extends Omit<NumberInputProps, 'value' | 'onChange'> {
  value: number | null;
  onChange: (doses: number | null) => void;
  /** Doses of one vial, to count in vials too. */
  perVial?: number;
}

export function DosesInput({ value, onChange, perVial, description, label, ...rest }: DosesInputProps) {
  const t = useT();
  const { language } = useFormat();
  const vials = useVials(value, perVial);
  return (
    <NumberInput
      label={label === undefined ? t('common.doses') : label}
      allowDecimal={false}
      allowNegative={false}
      min={0}
      max={100_000_000}
      thousandSeparator={language === 'id' ? '.' : ','}
      decimalSeparator={language === 'id' ? ',' : '.'}
      inputMode="numeric"
      hideControls
      value={value ?? ''}
      onChange={(given) => onChange(typeof given === 'number' ? given : null)}
      description={[description, vials].filter(Boolean).join(' ') || undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      {...rest}
    />
  );
}

/** "= 12 vials", or nothing where there is nothing to say. */
export function useVials(doses: number | null | undefined, perVial?: number): string | undefined {
  const t = useT();
  const { number } = useFormat();
  if (!doses || !perVial || perVial === 1 || doses < 0) return undefined;
  const vials = Math.floor(doses / perVial);
  const rest = doses % perVial;
  return rest === 0
    ? t('common.vials', { vials: number(vials) })
    : t('common.vialsAndDoses', { vials: number(vials), rest: number(rest) });
}
