// Doing something at the service, once: each command carries an id made here, and whatever is tried again (by hand or
// by itself when the line broke) goes under the same id, so that it cannot happen twice.
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useRef } from 'react';
import { uuidv7 } from 'uuidv7';
import { api } from './api.ts';
import { Problem, type Ask } from './http.ts';
import { useT } from './speech.tsx';

export const newId = (): string => uuidv7();

export interface Command {
  path: string;
  method?: Ask['method'];
  body?: unknown;
}

interface ActOptions<V, T> {
  /** Said in passing when it is done; a function may speak of the answer. False says nothing. */
  done?: string | false | ((answer: T, values: V) => string);
  onDone?: (answer: T, values: V) => unknown;
}

const unreached = (error: unknown) =>
  !(error instanceof Problem) || error.status === 0 || error.status === 503;

/**
 * `const receive = useAct((values, id) => ({path: `/api/v1/shipments/${key}/receive`, body: {id, ...values}}))`, then
 * `receive.mutate(values)`. The id stays the same until the values differ or the service has accepted them. What is on
 * the screen is read anew afterwards. Show `receive.error` with `ProblemNotice`.
 */
export function useAct<V, T = unknown>(
  command: (values: V, id: string) => Command,
  options: ActOptions<V, T> = {},
) {
  const t = useT();
  const client = useQueryClient();
  const noticeId = useId();
  const said = useRef<{ words: string; id: string }>(undefined);
  return useMutation<T, Error, V>({
    mutationFn: (values) => {
      const words = JSON.stringify(values ?? null);
      if (said.current?.words !== words) said.current = { words, id: newId() };
      const { path, method = 'POST', body } = command(values, said.current.id);
      return api<T>(path, { method, body });
    },
    retry: (count, error) => count < 2 && unreached(error),
    retryDelay: (count) => 700 * 2 ** count,
    onSuccess: async (answer, values) => {
      said.current = undefined;
      const { done } = options;
      if (done !== false) {
        const message = typeof done === 'function' ? done(answer, values) : (done ?? t('common.done'));
        notifications.hide(noticeId); // doses given one after another must not cover the page with notices
        notifications.show({
          id: noticeId,
          color: 'green',
          message,
          closeButtonProps: { 'aria-label': t('common.close') },
        });
      }
      void client.invalidateQueries();
      await options.onDone?.(answer, values);
    },
  });
}
