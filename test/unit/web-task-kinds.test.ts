// Every kind of task that the service opens has its name on the pages, in both languages.
import { describe, expect, it } from 'vitest';
import { TASK_KINDS } from '../../server/tasks/kinds.ts';
import { en } from '../../web/shared/i18n/en.ts';
import { id } from '../../web/shared/i18n/id.ts';

describe('the kinds of tasks on the pages', () => {
  it.each([
    ['Bahasa Indonesia', id],
    ['English', en],
  ])('are those of the service in %s', (_, texts) => {
    expect(Object.keys(texts.taskKind).sort()).toEqual([...TASK_KINDS].sort());
  });
});
