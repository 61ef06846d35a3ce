// The last resort: a code typed or pasted. Readers that type into it send GS as Ctrl+], which a field would swallow.
import { IconKeyboard } from '@tabler/icons-react';
import { useState, type FormEvent, type KeyboardEvent } from 'react';
import { useT } from '../../shared/speech.tsx';
import { Button, Field } from '../parts/parts.tsx';

const GS = '\u001d';

export function CodeField({ onCode, label }: { onCode: (raw: string) => void; label?: string }) {
  const t = useT();
  const [text, setText] = useState('');
  function submit(event: FormEvent) {
    event.preventDefault();
    const raw = text.trim();
    if (!raw) return;
    setText('');
    onCode(raw);
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key !== GS && event.key !== 'F8' && !(event.ctrlKey && event.key === ']')) return;
    event.preventDefault();
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    setText(value.slice(0, selectionStart ?? undefined) + GS + value.slice(selectionEnd ?? value.length));
  }
  return (
    <form onSubmit={submit} className="stack">
      <Field label={label ?? t('scanner.scan.type')} hint={t('scanner.scan.typeHint')}>
        {(ids) => (
          <input
            {...ids}
            data-code=""
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={onKeyDown}
            autoComplete="off"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="go"
          />
        )}
      </Field>
      <Button submit disabled={text.trim() === ''}>
        <IconKeyboard aria-hidden /> {t('scanner.scan.read')}
      </Button>
    </form>
  );
}
