// A video file for Chromium's fake camera: a label's picture held before the lens, as uncompressed YUV4MPEG2 frames.
import { writeFile } from 'node:fs/promises';
import { createCanvas, loadImage } from '@napi-rs/canvas';

const WIDTH = 640;
const HEIGHT = 480;
/** Of the frame's height: how large the label appears. */
const SHARE = 0.6;

/** Brightness of each pixel, followed by two planes of no colour: a label is black on white. */
async function frameOf(png: Buffer | undefined): Promise<Buffer> {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.fillStyle = '#e8e8e8';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  if (png) {
    const picture = await loadImage(png);
    const scale = Math.min((HEIGHT * SHARE) / picture.height, (WIDTH * SHARE) / picture.width);
    const [width, height] = [picture.width * scale, picture.height * scale];
    const [left, top] = [(WIDTH - width) / 2, (HEIGHT - height) / 2];
    context.fillStyle = '#ffffff';
    context.fillRect(left - 20, top - 20, width + 40, height + 40);
    context.drawImage(picture, left, top, width, height);
  }
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  const frame = Buffer.alloc((WIDTH * HEIGHT * 3) / 2, 128);
  for (let at = 0; at < WIDTH * HEIGHT; at++) {
    const [red, green, blue] = [data[at * 4]!, data[at * 4 + 1]!, data[at * 4 + 2]!];
    frame[at] = Math.round(16 + (0.299 * red + 0.587 * green + 0.114 * blue) * (219 / 255));
  }
  return frame;
}

/** Writes a video that shows each picture for so many frames, with an empty view between them, over and over. */
export async function writeCameraVideo(
  file: string,
  pictures: readonly Buffer[],
  framesEach = 30,
): Promise<void> {
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`)];
  const show = (frame: Buffer, times: number) => {
    for (let at = 0; at < times; at++) parts.push(Buffer.from('FRAME\n'), frame);
  };
  const empty = await frameOf(undefined);
  for (const picture of pictures) {
    show(await frameOf(picture), framesEach);
    show(empty, 10);
  }
  await writeFile(file, Buffer.concat(parts));
}
