// Labels drawn by us are read back from their pictures by an independent reader, and say the same elements.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import { checkDigit, makeSscc } from '../../server/gs1/check-digit.ts';
import { cset82 } from '../../server/gs1/elements.ts';
import { parse } from '../../server/gs1/parse.ts';
import { drawBatchLabel, drawPackageLabel, drawQr, type BatchSymbol } from '../../server/gs1/symbol.ts';

const seed = 20260131;
const year = 2026;

beforeAll(async () => {
  const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  const { buffer, byteOffset, byteLength } = readFileSync(wasm);
  const wasmBinary = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
});

const text = fc.string({ unit: fc.constantFrom(...cset82), minLength: 1, maxLength: 20 });
const batch = fc.record({
  gtin: fc.stringMatching(/^\d{13}$/).map((body) => body + checkDigit(body)),
  lot: fc.oneof(text, fc.stringMatching(/^[A-Z]{1,3}\d{4,9}[A-Z]?$/)),
  expiry: fc
    .date({ min: new Date('2026-01-01'), max: new Date('2036-12-31'), noInvalidDate: true })
    .map((moment) => moment.toISOString().slice(0, 10)),
});
const serialised = fc.oneof(
  batch,
  fc.tuple(batch, text).map(([made, serial]) => ({ ...made, serial })),
);

async function readBack(png: Buffer, options: ReaderOptions) {
  const found = await readBarcodes(new Uint8Array(png), { textMode: 'Plain', ...options });
  expect(found).toHaveLength(1);
  const [{ symbologyIdentifier, text: raw }] = found as [(typeof found)[0]];
  const result = parse(symbologyIdentifier + raw, { year });
  return { symbologyIdentifier, raw, result };
}

describe('pictures of batches', () => {
  async function roundTrip(type: BatchSymbol, runs: number, identifier: string, options: ReaderOptions) {
    for (const made of fc.sample(type === 'gs1-128' ? batch : serialised, { seed, numRuns: runs })) {
      const png = await drawBatchLabel(made, { format: 'png', type, scale: 1 });
      const { symbologyIdentifier, result } = await readBack(png, options);
      expect(symbologyIdentifier).toBe(identifier);
      expect(result.ok && result.elements, JSON.stringify({ made, result })).toEqual(made);
    }
  }

  it('1,000 as GS1 DataMatrix', { timeout: 180_000 }, async () => {
    await roundTrip('gs1datamatrix', 1000, ']d2', {
      formats: ['DataMatrix'],
      tryRotate: false,
      tryInvert: false,
    });
  });

  it('50 as GS1-128', { timeout: 60_000 }, () => roundTrip('gs1-128', 50, ']C1', { formats: ['Code128'] }));

  it('50 as Digital Link in DataMatrix', { timeout: 60_000 }, () =>
    roundTrip('gs1dldatamatrix', 50, ']d1', { formats: ['DataMatrix'] }),
  );

  it('50 as Digital Link in QR', { timeout: 60_000 }, () =>
    roundTrip('qrcode', 50, ']Q1', { formats: ['QRCode'] }),
  );

  it('with a product name, at the size that is printed, by a reader that is told nothing', async () => {
    const made = { gtin: '08991234567891', lot: 'A(10)b', expiry: '2027-01-31', serial: 'S/1' };
    const png = await drawBatchLabel({ ...made, productName: 'Vaksin Pentabio 5 dosis' }, { format: 'png' });
    const { result } = await readBack(png, {});
    expect(result.ok && result.elements).toEqual(made);
  });
});

describe('pictures of packages, places and tickets', () => {
  it('50 packages as GS1-128', { timeout: 60_000 }, async () => {
    for (const serial of fc.sample(fc.nat(999_999_999), { seed, numRuns: 50 })) {
      const sscc = makeSscc(serial % 10, '8991234', serial);
      const { result } = await readBack(await drawPackageLabel(sscc, { format: 'png', scale: 1 }), {
        formats: ['Code128'],
      });
      expect(result.ok && result.elements).toEqual({ sscc });
    }
  });

  it('a QR code with a caption', async () => {
    const png = await drawQr('https://vaksin.example/t/ABC', { format: 'png', caption: 'Puskesmas Kopo' });
    const { result } = await readBack(png, {});
    expect(result).toMatchObject({ ok: true, kind: 'plain', text: 'https://vaksin.example/t/ABC' });
  });
});

describe('drawings as SVG', () => {
  const made = { gtin: '08991234567891', lot: 'A&B<1>', expiry: '2027-01-31' };

  it('are white, sized, named and safe to embed', async () => {
    const productName = 'Pentabio <script>alert("1")</script> & Co\u0000';
    const svg = await drawBatchLabel({ ...made, productName }, { format: 'svg' });
    expect(svg).toMatch(/^<svg width="\d+" height="\d+" viewBox="0 0 \d+ \d+" role="img"/);
    expect(svg).toContain('fill="#ffffff"');
    expect(svg).toContain('(10)A&amp;B&lt;1&gt;');
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('\u0000');
  });

  it('keep their lines no wider than a linear symbol, and in proportion to the scale', async () => {
    const width = async (scale: number) => {
      const svg = await drawBatchLabel(made, { format: 'svg', type: 'gs1-128', scale });
      return Number(/width="(\d+)"/.exec(svg)?.[1]);
    };
    expect((await width(8)) / (await width(2))).toBeCloseTo(4, 1);
    expect(await width(2)).toBeLessThan(700);
  });

  it('survive names in any script', async () => {
    for (const productName of ['Vaksin – é ® µ °C', 'ワクチン', '', 'x'.repeat(300)]) {
      for (const format of ['svg', 'png'] as const) {
        expect((await drawBatchLabel({ ...made, productName }, { format })).length).toBeGreaterThan(500);
      }
    }
  });

  it('refuse what may not be printed', async () => {
    await expect(drawBatchLabel({ ...made, lot: 'A B' }, { format: 'svg' })).rejects.toThrow(RangeError);
    await expect(drawPackageLabel('106141412345678909', { format: 'svg' })).rejects.toThrow(RangeError);
    const long = { ...made, lot: 'L'.repeat(20), serial: 'S'.repeat(20) };
    await expect(drawBatchLabel(long, { format: 'svg', type: 'gs1-128' })).rejects.toThrow(RangeError);
  });
});
