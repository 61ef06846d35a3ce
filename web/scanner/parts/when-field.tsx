// When it happened, for a record that is put right later; the phone's own time, as people read it.
import { useT } from '../../shared/speech.tsx';
import { Field } from './parts.tsx';

const two = (value: number) => String(value).padStart(2, '0');

function localText(at: Date): string {
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function WhenField({ value, onChange }: { value: Date; onChange: (at: Date) => void }) {
  const t = useT();
  return (
    <Field label={t('scanner.note.when')}>
      {(ids) => (
        <input
          {...ids}
          type="datetime-local"
          value={localText(value)}
          onChange={({ currentTarget }) => {
            const at = new Date(currentTarget.value);
            if (!Number.isNaN(at.getTime())) onChange(at);
          }}
        />
      )}
    </Field>
  );
}
