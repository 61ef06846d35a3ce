// What the service refused, in its own words: the title, the detail, and each field it points at.
import { Alert } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { messageOf, Problem, titleOf } from '../http.ts';

/** What the service says of one field of what was sent, such as `/lines/0/doses`. */
export function errorAt(error: unknown, pointer: string): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  return error.body.errors?.find((one) => one.pointer === pointer)?.message;
}

interface ProblemNoticeProps {
  error: unknown;
  /** Pointers whose message stands at its field already. */
  shown?: readonly string[];
}

/** Nothing without an error. It comes into sight by itself, also below a long form. */
export function ProblemNotice({ error, shown = [] }: ProblemNoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) box.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  if (!error) return null;
  const faults = error instanceof Problem ? (error.body.errors ?? []) : [];
  const others = faults.filter(({ pointer }) => !shown.includes(pointer));
  return (
    <Alert ref={box} color="red" role="alert" py="sm" title={titleOf(error)}>
      {messageOf(error)}
      {others.length > 0 && (
        <ul style={{ margin: '6px 0 0', paddingLeft: 18 }}>
          {others.map(({ pointer, message }) => (
            <li key={`${pointer} ${message}`}>
              {pointer !== '' && <code>{pointer}</code>} {message}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}

export interface Warned {
  code: string;
  message: string;
}

/** What was recorded in spite of something: said, not hidden. */
export function Warnings({ warnings }: { warnings?: readonly Warned[] }) {
  if (!warnings?.length) return null;
  return (
    <Alert color="orange" role="status" py="sm">
      {warnings.map(({ code, message }) => (
        <div key={`${code} ${message}`}>{message}</div>
      ))}
    </Alert>
  );
}
