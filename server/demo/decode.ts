// Reads the code in a label's picture, as a scanner would.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { expectThat } from './teller.ts';

let prepared: Promise<void> | undefined;

async function prepare(): Promise<void> {
  // The library would fetch its program from a CDN; the package has it.
  const file = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const bytes = await readFile(file);
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(bytes).buffer } });
}

/** The text and symbology of the only code in a PNG. */
export async function decodePicture(png: Uint8Array): Promise<{ text: string; symbology: string }> {
  await (prepared ??= prepare());
  const found = await readBarcodes(png, { textMode: 'Plain', tryHarder: true });
  expectThat(found.length === 1, 'the picture holds one readable code', found.length);
  return { text: found[0]!.text, symbology: found[0]!.symbologyIdentifier };
}
