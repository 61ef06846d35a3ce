// Draws the labels: batch, package, and QR for places and tickets, each with readable lines under the symbol.
// The only file here that needs bwip-js, hence server only; the web must not import it.
// Always on white and with a quiet zone: without them readers find nothing.
import bwipjs, { type DrawingContext } from 'bwip-js/node';
import { batchPairs, packagePairs, toElementString, toReadableLines, type BatchElements } from './build.ts';
import { toDigitalLink } from './digital-link.ts';
import { GS } from './element-string.ts';
import type { Pair } from './scan-result.ts';

export type LabelFormat = 'svg' | 'png';

/** SVG is text, PNG is bytes. */
export type Drawn<F extends LabelFormat> = F extends 'svg' ? string : Buffer;

/** What can be asked for on a batch's label; `qrcode` and `gs1dldatamatrix` carry a Digital Link. */
export const batchSymbols = ['gs1datamatrix', 'gs1-128', 'gs1dldatamatrix', 'qrcode'] as const;
export type BatchSymbol = (typeof batchSymbols)[number];

export interface BatchLabel extends BatchElements {
  productName?: string;
}

export interface DrawOptions<F extends LabelFormat> {
  format: F;
  /** Pixels per module: 4 prints well at 300 dpi; PNG only grows with it. */
  scale?: number;
}

interface Symbol {
  /** bwip-js's encoder. */
  bcid: 'datamatrix' | 'code128' | 'qrcode';
  text: string;
  fnc1: boolean;
}

/**
 * The label of a batch's box: the symbol, the product's name and one line per element.
 * GS1 General Specifications, sections 2.1.3 (regulated healthcare items), 5.4, 5.6 and 4.14 (HRI).
 */
export async function drawBatchLabel<F extends LabelFormat>(
  label: BatchLabel,
  options: DrawOptions<F> & { type?: BatchSymbol },
): Promise<Drawn<F>> {
  const pairs = batchPairs(label);
  const lines = [...toReadableLines(pairs), `EXP ${label.expiry}`];
  if (label.productName) lines.unshift(...wrap(label.productName));
  return draw(batchSymbol(pairs, options.type ?? 'gs1datamatrix'), lines, options);
}

/** The label of a package: its SSCC as GS1-128. GS1 General Specifications, sections 2.2.1 and 5.4, logistic label. */
export async function drawPackageLabel<F extends LabelFormat>(
  sscc: string,
  options: DrawOptions<F> & { caption?: string },
): Promise<Drawn<F>> {
  const pairs = packagePairs(sscc);
  const lines = [...wrap(options.caption ?? ''), ...toReadableLines(pairs)];
  return draw(elementSymbol('code128', pairs), lines, options);
}

/** Any text as QR code, for places and tickets. ISO/IEC 18004. */
export async function drawQr<F extends LabelFormat>(
  text: string,
  options: DrawOptions<F> & { caption?: string },
): Promise<Drawn<F>> {
  return draw({ bcid: 'qrcode', text, fnc1: false }, wrap(options.caption ?? ''), options);
}

function batchSymbol(pairs: readonly Pair[], type: BatchSymbol): Symbol {
  if (type === 'gs1datamatrix') return elementSymbol('datamatrix', pairs);
  if (type === 'gs1-128') return elementSymbol('code128', pairs);
  return { bcid: type === 'qrcode' ? 'qrcode' : 'datamatrix', text: toDigitalLink(pairs), fnc1: false };
}

/**
 * FNC1 in front is what makes a symbol a GS1 symbol (GS1 General Specifications, section 5). We hand bwip-js the raw
 * form: its bracketed one has no way to write a bracket inside a lot. `^` is not in CSET 82, so `^FNC1` is safe.
 */
function elementSymbol(bcid: 'datamatrix' | 'code128', pairs: readonly Pair[]): Symbol {
  const raw = toElementString(pairs);
  if (bcid === 'code128' && raw.length > 48)
    throw new RangeError('a GS1-128 symbol holds at most 48 characters');
  return { bcid, text: `^FNC1${raw.replaceAll(GS, '^FNC1')}`, fnc1: true };
}

/** Modules of white around each symbol: at least what its standard asks for. */
const quietZone = { datamatrix: 3, code128: 12, qrcode: 5 } as const;

async function draw<F extends LabelFormat>(
  symbol: Symbol,
  lines: readonly string[],
  { format, scale = 4 }: DrawOptions<F>,
): Promise<Drawn<F>> {
  const settings = {
    bcid: symbol.bcid,
    text: symbol.text,
    parsefnc: symbol.fnc1,
    scale,
    // bwip-js draws two points per module of a matrix symbol and one per module of a bar.
    padding: quietZone[symbol.bcid] * (symbol.bcid === 'code128' ? 1 : 2),
    backgroundcolor: 'ffffff',
    ...(symbol.bcid === 'code128' ? { height: 18 } : {}),
    ...(symbol.bcid === 'qrcode' ? { eclevel: 'M' } : {}),
  };
  const textSize = Math.max(smallestText, Math.round(scale * (symbol.bcid === 'code128' ? 9 : 6)));
  const drawn =
    format === 'svg'
      ? titled(bwipjs.render(settings, withLines(bwipjs.drawingSVG(), lines, textSize)), lines)
      : await bwipjs.render(settings, withLines(bwipjs.drawingZlibPng(), lines, textSize));
  return drawn as Drawn<F>;
}

const font = 'OCR-B';
const ink = '000000';
/** bwip-js draws no smaller glyphs, in pixels. */
const smallestText = 8;

/** Makes a drawing surface taller (and, if need be, wider) and writes lines under whatever is drawn on it. */
function withLines<T>(surface: DrawingContext<T>, lines: readonly string[], size: number): DrawingContext<T> {
  const lineHeight = Math.round(size * 1.35);
  const written = lines.map((text) => {
    const line = drawable(text);
    return { line, width: surface.measure(line, font, size, size).width };
  });
  const textWidth = Math.max(0, ...written.map(({ width }) => Math.ceil(width)));
  const gap = lines.length > 0 ? Math.round(size * 0.75) : 0;
  let shift = 0;
  let left = 0;
  let below = 0;
  return {
    setopts: (options) => surface.setopts?.(options),
    scale: (x, y) => surface.scale(x, y),
    measure: (...about) => surface.measure(...about),
    init(width, height) {
      const full = Math.max(width, textWidth);
      shift = Math.floor((full - width) / 2);
      left = Math.floor((full - textWidth) / 2);
      below = height + gap;
      surface.init(full, below + lines.length * lineHeight);
    },
    line: (x0, y0, x1, y1, width, rgb) => surface.line(x0 + shift, y0, x1 + shift, y1, width, rgb),
    polygon: (points) => surface.polygon(points.map(([x, y]) => [x + shift, y])),
    hexagon: (points) => surface.hexagon(points),
    ellipse: (x, y, rx, ry, counter) => surface.ellipse(x + shift, y, rx, ry, counter),
    fill: (rgb) => surface.fill(rgb),
    text: (x, y, text, rgb, about) => surface.text(x + shift, y, text, rgb, about),
    end() {
      written.forEach(({ line }, at) => {
        surface.text(left, below + at * lineHeight + size, line, ink, {
          name: font,
          width: size,
          height: size,
          dx: 0,
        });
      });
      return surface.end();
    },
  };
}

/** Breaks a name into lines of at most `width` characters, between words where it can. */
function wrap(text: string, width = 24): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(...(word.match(new RegExp(`.{1,${width}}`, 'gu')) ?? []));
  }
  return lines;
}

const likeness: Readonly<Record<string, string>> = {
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
};

/** Text in the characters that the font has (ASCII): accents are dropped, what has no likeness shows as `?`. */
function drawable(text: string): string {
  const plain = text.replace(/[®°]/g, '').normalize('NFKD').replace(/\p{M}/gu, '');
  return [...plain]
    .map((character) => likeness[character] ?? (/[ -~]/.test(character) ? character : '?'))
    .join('');
}

/** The text of the picture for those who cannot see it, and a natural size. SVG 2, sections 5.7 and 8.2. */
function titled(svg: string, lines: readonly string[]): string {
  const title = lines.length > 0 ? `<title>${escapeXml(lines.join('\n'))}</title>` : '';
  return svg.replace(
    /^<svg viewBox="0 0 (\d+) (\d+)"([^>]*)>/,
    (_all, width, height, rest) =>
      `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img"${rest}>${title}`,
  );
}

const xmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text made safe for XML: entities for markup, and nothing that XML 1.0 (section 2.2) does not allow at all. */
function escapeXml(text: string): string {
  return [...text]
    .filter((character) => character >= ' ' || character === '\n')
    .map((character) => xmlEntities[character] ?? character)
    .join('');
}
