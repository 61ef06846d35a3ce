// Listens for a hand-held scanner anywhere on the page. If its keys went into some other field, that field gets back
// what it had before: a code must not end up as a number of doses.
import { useEffect, useEffectEvent } from 'react';
import { createWedge } from '../rules/wedge.ts';

type Field = HTMLInputElement | HTMLTextAreaElement;

const fieldOf = (target: EventTarget | null): Field | undefined =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : undefined;

/** Sets a field's text so that React notices. */
function restore(field: Field, text: string): void {
  const kind = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
  Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

export function useWedge(onCode: (raw: string) => void): void {
  const tell = useEffectEvent(onCode);
  useEffect(() => {
    const wedge = createWedge();
    let last = -Infinity;
    let before: { field: Field; text: string } | undefined;
    const onKey = (event: KeyboardEvent) => {
      const field = fieldOf(event.target);
      if (field?.dataset.code !== undefined) return; // it reads codes itself
      const now = event.timeStamp;
      if (field && now - last > 50) before = { field, text: field.value };
      last = now;
      const code = wedge.press(event, now);
      if (code === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      if (field && before?.field === field) restore(field, before.text);
      tell(code);
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);
}
