// The camera: opens it, hands its frames to the reader one at a time, and knows whether it has a torch.
import { createRepeatGuard } from '../rules/repeat-guard.ts';
import type { FromReader, ToReader } from './reader-worker.ts';

/** Wide enough for a DataMatrix of a vial's label, small enough for a cheap phone. */
const WIDEST = 1_280;
/** A rest between two frames, for the battery's sake. */
const REST_MS = 60;

export type CameraFailure = 'insecure' | 'denied' | 'none' | 'broken';

export class CameraError extends Error {
  override readonly name = 'CameraError';
  constructor(readonly reason: CameraFailure) {
    super(reason);
  }
}

export interface Camera {
  hasTorch: boolean;
  setTorch(on: boolean): Promise<void>;
  close(): void;
}

function reasonOf(error: unknown): CameraFailure {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none' : 'broken';
}

async function openStream(): Promise<MediaStream> {
  // Browsers open cameras only over HTTPS or on the device itself.
  if (!navigator.mediaDevices) throw new CameraError('insecure');
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: 'environment' }, width: { ideal: 1_920 }, height: { ideal: 1_080 } },
    });
  } catch (error) {
    throw new CameraError(reasonOf(error));
  }
}

/**
 * Starts the camera in `video` and calls `onRead` for every code that comes into view.
 * @throws CameraError when there is no camera to be had.
 */
export async function openCamera(
  video: HTMLVideoElement,
  onRead: (raw: string) => void,
  onFailed: (failure: CameraFailure) => void,
): Promise<Camera> {
  const stream = await openStream();
  const worker = new Worker(new URL('./reader-worker.ts', import.meta.url), { type: 'module' });
  const isNew = createRepeatGuard();
  let open = true;
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const track = stream.getVideoTracks()[0]!;
  const close = () => {
    open = false;
    clearTimeout(timer);
    worker.terminate();
    for (const one of stream.getTracks()) one.stop();
    video.srcObject = null;
  };
  video.srcObject = stream;
  video.setAttribute('playsinline', '');
  video.muted = true;

  async function next(): Promise<void> {
    if (!open) return;
    const { videoWidth, videoHeight } = video;
    if (videoWidth === 0 || document.hidden) return rest();
    const scale = Math.min(1, WIDEST / Math.max(videoWidth, videoHeight));
    const bitmap = await createImageBitmap(video, {
      resizeWidth: Math.round(videoWidth * scale),
      resizeHeight: Math.round(videoHeight * scale),
      resizeQuality: 'medium',
    });
    if (!open) return bitmap.close();
    worker.postMessage({ frame: ++frame, bitmap } satisfies ToReader, [bitmap]);
  }
  const rest = () => {
    if (open) timer = setTimeout(() => void next().catch(rest), REST_MS);
  };
  worker.onmessage = ({ data }: MessageEvent<FromReader>) => {
    if ('failed' in data) return onFailed('broken');
    if ('read' in data) for (const raw of data.read) if (isNew(raw, performance.now())) onRead(raw);
    rest();
  };
  worker.onerror = () => onFailed('broken');
  track.addEventListener('ended', () => open && onFailed('broken'));
  try {
    await video.play();
  } catch {
    // The page was left while the camera opened; `close` follows.
  }
  const can = (track.getCapabilities?.() ?? {}) as { torch?: boolean };
  return {
    hasTorch: can.torch === true,
    setTorch: (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }),
    close,
  };
}
