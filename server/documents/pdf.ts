// Sheets become PDF in a thread beside the service, one after the other; it starts with the first sheet.
import { Worker } from 'node:worker_threads';
import type { Sheet } from './sheet.ts';
import { documentProblems } from './problems.ts';

/** Sheets that may wait; a long one takes seconds. */
const MOST_WAITING = 20;

interface Waiting {
  resolve(pdf: Buffer): void;
  reject(error: Error): void;
}
type Answer = { id: number; pdf: Uint8Array } | { id: number; error: string };

const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let serial = 0;

function fail(error: Error): void {
  worker = undefined;
  for (const { reject } of waiting.values()) reject(error);
  waiting.clear();
}

function startWorker(): Worker {
  const started = new Worker(new URL('./worker.mjs', import.meta.url), { execArgv: [] });
  started.on('message', (answer: Answer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('pdf' in answer) asked?.resolve(Buffer.from(answer.pdf));
    else asked?.reject(new Error(answer.error));
    if (waiting.size === 0) started.unref();
  });
  // A thread that died takes what waited with it; the next sheet starts another.
  started.on('error', fail);
  started.on('exit', () => started === worker && fail(new Error('The thread of documents ended')));
  return started;
}

/** Lays a sheet out and answers its bytes. @throws Problem documents_busy when too many wait already. */
export function renderPdf(sheet: Sheet): Promise<Buffer> {
  if (waiting.size >= MOST_WAITING)
    throw documentProblems.documents_busy({}, undefined, { 'Retry-After': '10' });
  worker ??= startWorker();
  worker.ref();
  const id = ++serial;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker!.postMessage({ id, sheet });
  });
}
