// A sheet as the answer to a request, and what the routes of documents have in common.
import type { Catalogue } from '../catalogue/catalogue.ts';
import { Reply } from '../kernel/route.ts';
import { READERS } from '../people/scope.ts';
import type { Directory } from '../places/directory.ts';
import { renderPdf } from './pdf.ts';
import type { Sheet } from './sheet.ts';

export interface DocumentDoors {
  directory: Directory;
  catalogue: Catalogue;
}

export const common = {
  method: 'get',
  tag: 'Documents',
  role: READERS,
  produces: ['application/pdf'] as string[],
} as const;

/** A sheet as the answer to a request; the file's name holds letters, digits, dots and dashes only. */
export async function replyWith(sheet: Sheet, name: string): Promise<Reply<Buffer>> {
  const { number } = sheet;
  const file = (number.startsWith(name) ? number : `${name}-${number}`).replace(/[^A-Za-z0-9._-]+/g, '-');
  const headers = {
    'Cache-Control': 'private, no-store',
    'Content-Disposition': `inline; filename="${file}.pdf"`,
  };
  return new Reply(await renderPdf(sheet), { type: 'application/pdf', headers });
}
