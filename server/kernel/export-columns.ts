// The columns of a list as a table: read from the shape of its items, nested objects as `outer.inner`, each with its kind.
import { z } from 'zod';
import type { Language, Text } from './problem.ts';

/** How a value is written: a spreadsheet knows numbers, days and instants from text. */
export type CellKind = 'text' | 'number' | 'day' | 'instant';

export interface Column {
  /** Where the value stands in an item: `batch.lot`. */
  path: string;
  kind: CellKind;
}

type Shape = z.ZodType;
type Fields = Record<string, Shape>;

/** The shape within optional, nullable and defaulted ones. */
function bare(shape: Shape): Shape {
  let inner = shape;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable || inner instanceof z.ZodDefault)
    inner = inner.unwrap() as Shape;
  return inner;
}

function kindOf(shape: Shape): CellKind {
  if (shape instanceof z.ZodNumber) return 'number';
  const format = (shape as { format?: string | null }).format;
  return format === 'datetime' ? 'instant' : format === 'date' ? 'day' : 'text';
}

function columnsWithin(fields: Fields, before: string): Column[] {
  return Object.entries(fields).flatMap(([name, shape]) => {
    const inner = bare(shape);
    if (inner instanceof z.ZodObject) return columnsWithin(inner.shape as Fields, `${before}${name}.`);
    return [{ path: `${before}${name}`, kind: kindOf(inner) }];
  });
}

/** The columns of a list's answer, `{items: [object], …}`; undefined when the shape is no such list. */
export function columnsOf(response: Shape | undefined): Column[] | undefined {
  const items = response instanceof z.ZodObject && (response.shape as Fields).items;
  const item = items instanceof z.ZodArray && bare(items.element as Shape);
  return item instanceof z.ZodObject ? columnsWithin(item.shape as Fields, '') : undefined;
}

/** A name in camel case as words: `receivedAt` is `Received at`. */
function words(name: string): string {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('.', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}

/** A column's title: that of the whole path, that of its last part, or the words of its name. */
export function titleOf(path: string, titles: Readonly<Record<string, Text>>, language: Language): string {
  const found = titles[path] ?? titles[path.slice(path.lastIndexOf('.') + 1)];
  return found?.[language] ?? words(path);
}

/** Makes the reader of a column's value; what is no single value is written as text. */
export function readerOf(path: string): (item: unknown) => string | number | boolean | null {
  const parts = path.split('.');
  return (item) => {
    let value: unknown = item;
    for (const part of parts) value = (value as Record<string, unknown> | null | undefined)?.[part];
    if (value === undefined || value === null) return null;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join('; ');
    return JSON.stringify(value);
  };
}
