// Reads codes out of camera frames, away from the page's own thread. The reader's program is served by ourselves.
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

export type FromReader = { ready: true } | { failed: string } | { frame: number; read: string[] };
export interface ToReader {
  frame: number;
  bitmap: ImageBitmap;
}

const options: ReaderOptions = {
  formats: ['DataMatrix', 'QRCode', 'Code128', 'EAN13', 'EAN8', 'UPCA', 'ITF'],
  textMode: 'Plain',
  tryHarder: true,
  maxNumberOfSymbols: 2,
};

const scope = self as unknown as {
  postMessage(message: FromReader): void;
  onmessage: ((event: MessageEvent<ToReader>) => void) | null;
};

const module = prepareZXingModule({
  overrides: {
    locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasmUrl : prefix + path),
  },
  fireImmediately: true,
});
module.then(
  () => scope.postMessage({ ready: true }),
  (error: unknown) => scope.postMessage({ failed: String(error) }),
);

let canvas: OffscreenCanvas | undefined;

async function read({ frame, bitmap }: ToReader): Promise<void> {
  const { width, height } = bitmap;
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const found = await readBarcodes(context.getImageData(0, 0, width, height), options);
  const good = found.filter(({ isValid }) => isValid);
  // With the symbology identifier in front, GS1 codes cannot be taken for others.
  scope.postMessage({ frame, read: good.map(({ symbologyIdentifier, text }) => symbologyIdentifier + text) });
}

scope.onmessage = ({ data }) => {
  read(data).catch((error: unknown) => scope.postMessage({ failed: String(error) }));
};
