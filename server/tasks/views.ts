// A task as callers see it, in their language.
import { z } from 'zod';
import { fill, type Language } from '../kernel/problem.ts';
import { iso, Moment } from '../kernel/shapes.ts';
import { ROLES } from '../people/scope.ts';
import type { Directory } from '../places/directory.ts';
import { PlaceRef, placeRef } from '../places/place-ref.ts';
import type { TaskRow } from './entities.ts';
import { ownerRole, TASK_KINDS, TASK_SPECS, type TaskKind } from './kinds.ts';

export const TaskView = z.object({
  id: z.uuid(),
  kind: z.enum(TASK_KINDS),
  title: z.string().meta({ description: 'What the kind is called, in the language of the request' }),
  detail: z.string().meta({ description: 'What it is about, in one sentence' }),
  weight: z.enum(['urgent', 'warning', 'notice']),
  place: PlaceRef,
  owner: z.object({ role: z.enum(ROLES) }).meta({ description: 'Who at the place it is for' }),
  batch: z.uuid().nullable(),
  product: z.uuid().nullable(),
  document: z.uuid().nullable(),
  data: z.record(z.string(), z.unknown()),
  canAcknowledge: z.boolean().meta({ description: 'Otherwise it closes once its cause is gone' }),
  canSnooze: z.boolean(),
  openedAt: Moment,
  acknowledgedAt: Moment.nullable(),
  note: z.string().nullable(),
  snoozedUntil: Moment.nullable(),
  snoozeReason: z.string().nullable(),
  closedAt: Moment.nullable(),
  closeReason: z.enum(['acknowledged', 'gone']).nullable(),
});
export type TaskView = z.infer<typeof TaskView>;

const LOCALES: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };

/** A figure or a calendar day as the language writes it. */
function inWords(value: unknown, language: Language): string {
  if (typeof value === 'number') return new Intl.NumberFormat(LOCALES[language]).format(value);
  const text = String(value);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const format = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'medium', timeZone: 'UTC' });
  return format.format(Date.parse(`${text}T00:00:00Z`));
}

/** The sentence that says what a task is about; its title when the kind has none or the data lack a part of it. */
export function taskDetail(kind: TaskKind, data: Record<string, unknown>, language: Language): string {
  const { title, detail } = TASK_SPECS[kind];
  if (!detail) return title[language];
  const names = [...detail[language].matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  if (names.some((name) => data[name] === undefined || data[name] === null)) return title[language];
  const words = Object.fromEntries(names.map((name) => [name, inWords(data[name], language)]));
  return fill(detail[language], words);
}

/** A task in a language. */
export function taskView(directory: Directory, task: TaskRow, language: Language): TaskView {
  const kind = task.kind as TaskKind;
  const spec = TASK_SPECS[kind];
  const isOpen = task.closedAt === null;
  return {
    id: task.id,
    kind,
    title: spec.title[language],
    detail: taskDetail(kind, task.data, language),
    weight: spec.weight,
    place: placeRef(directory, task.placeId),
    owner: { role: ownerRole(kind, directory.get(task.placeId).level) },
    batch: task.batchId,
    product: task.productId,
    document: task.documentId,
    data: task.data,
    canAcknowledge: isOpen && spec.acknowledge === true,
    canSnooze: isOpen && spec.snooze,
    openedAt: iso(task.openedAt),
    acknowledgedAt: task.acknowledgedAt && iso(task.acknowledgedAt),
    note: task.note,
    snoozedUntil: task.snoozedUntil && iso(task.snoozedUntil),
    snoozeReason: task.snoozeReason,
    closedAt: task.closedAt && iso(task.closedAt),
    closeReason: task.closeReason as TaskView['closeReason'],
  };
}
