// Recalls and holds that this place has still to acknowledge, and what it has of their batches.
import type { Task } from '../wire.ts';
import { db } from './database.ts';
import { noted } from './noted.ts';
import { believeIn } from './shelf.ts';

export interface Recall {
  task: Task;
  onHand: number;
}

export async function openRecalls(): Promise<Recall[]> {
  const done = new Set((await noted('acknowledge')).map(({ task }) => task));
  const tasks = await db.tasks.where('kind').equals('recall_acknowledge').toArray();
  const recalls: Recall[] = [];
  for (const task of tasks) {
    if (done.has(task.id) || !task.canAcknowledge) continue;
    recalls.push({ task, onHand: task.batch ? (await believeIn(task.batch)).onHand : 0 });
  }
  return recalls;
}
