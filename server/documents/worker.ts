// Lays sheets out as PDF, in a thread of its own: a long table takes seconds of a processor. pdfmake with the fonts that
// its package ships; it reads nothing else, neither from disk nor from a network.
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import pdfmake from 'pdfmake';
import { sheetOf, type Sheet } from './sheet.ts';

const { resolve } = createRequire(import.meta.url);
const fontFile = (cut: string) => resolve(`pdfmake/fonts/Roboto/Roboto-${cut}.ttf`);
const Roboto = {
  normal: fontFile('Regular'),
  bold: fontFile('Medium'),
  italics: fontFile('Italic'),
  bolditalics: fontFile('MediumItalic'),
};
const readable = new Set(Object.values(Roboto));

pdfmake.setFonts({ Roboto });
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => readable.has(path));

parentPort?.on('message', ({ id, sheet }: { id: number; sheet: Sheet }) => {
  pdfmake
    .createPdf(sheetOf(sheet))
    .getBuffer()
    .then(
      (pdf) => parentPort?.postMessage({ id, pdf }),
      (error: unknown) => parentPort?.postMessage({ id, error: String(error) }),
    );
});
