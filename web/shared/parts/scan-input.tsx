// A field for a hand-held scanner, which types what it reads and presses Enter, or for typing a code by hand. The
// service says what the code means; a code that is wrong says what is wrong with it.
import { ActionIcon, TextInput } from '@mantine/core';
import { IconArrowRight, IconBarcode } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type KeyboardEvent } from 'react';
import { api } from '../api.ts';
import type { BatchRef, PlaceRef } from '../contract.ts';
import { messageOf } from '../http.ts';
import { useT } from '../speech.tsx';
import type { Product } from './pickers.tsx';
import { errorAt, type Warned } from './problem.tsx';

export interface Scan {
  kind: 'batch' | 'package' | 'place' | 'ticket' | 'document' | 'unknown';
  /** The text as it was read: what is sent as `scan`. */
  raw: string;
  elements: { gtin?: string; lot?: string; expiry?: string; serial?: string; sscc?: string; count?: number };
  product?: Product;
  batch?: BatchRef;
  balance?: { place: string; onHand: number; available: number; free: number; quarantined: number };
  package?: { id: string; code: string; [more: string]: unknown };
  place?: PlaceRef;
  ticket?: { id: string; code: string; [more: string]: unknown };
  document?: { kind: 'order' | 'count' | 'destruction'; id: string; code: string | null };
  warnings: Warned[];
}

interface ScanInputProps {
  /** Called with what the code means; what it returns, a complaint, is shown at the field. */
  onScan: (scan: Scan) => string | void;
  /** Where one stands: the scan then tells what that place has of the batch. */
  place?: string;
  label?: string;
  description?: string;
  autoFocus?: boolean;
}

/** Readers separate fields by GS (0x1D), which they type as Ctrl+]; a text field would swallow it. */
const groupSeparator = '\u001d';
const isSeparator = (event: KeyboardEvent) =>
  event.key === groupSeparator || (event.ctrlKey && (event.key === ']' || event.code === 'BracketRight'));

export function ScanInput({ onScan, place, label, description, autoFocus }: ScanInputProps) {
  const t = useT();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [complaint, setComplaint] = useState<string>();
  const read = useMutation({
    mutationFn: async (raw: string) => ({
      ...(await api<Omit<Scan, 'raw'>>('/api/v1/scans', { method: 'POST', body: { raw, place } })),
      raw,
    }),
    onSuccess: (scan) => {
      const said = onScan(scan) ?? undefined;
      setComplaint(said);
      if (said) field.current?.select();
      else setText('');
      field.current?.focus();
    },
    onError: (error) => {
      setComplaint(errorAt(error, '/raw') ?? messageOf(error));
      field.current?.select();
    },
  });

  function submit() {
    const raw = text.trim();
    if (raw && !read.isPending) read.mutate(raw);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === 'Enter') {
      event.preventDefault(); // it ends the code, not the form around it
      event.stopPropagation();
      submit();
    } else if (isSeparator(event)) {
      event.preventDefault();
      const { selectionStart, selectionEnd, value } = event.currentTarget;
      const [start, end] = [selectionStart ?? value.length, selectionEnd ?? value.length];
      setText(value.slice(0, start) + groupSeparator + value.slice(end));
    }
  }

  return (
    <TextInput
      ref={field}
      label={label ?? t('common.scan')}
      description={description}
      placeholder={t('common.scanHint')}
      autoFocus={autoFocus}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      enterKeyHint="go"
      leftSection={<IconBarcode size={20} stroke={1.6} aria-hidden />}
      rightSection={
        <ActionIcon
          variant="subtle"
          aria-label={t('common.scanSubmit')}
          loading={read.isPending}
          onClick={submit}
        >
          <IconArrowRight size={18} aria-hidden />
        </ActionIcon>
      }
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        setComplaint(undefined);
      }}
      onKeyDown={onKeyDown}
      error={complaint}
    />
  );
}
