// A recall on the screens: declared by the ministry, acknowledged by each holder, its doses sent back as unusable.
import { confirm, dialogOf, field, press, rowOf } from './month-gestures.ts';
import type { Stage } from './month-stage.ts';

/** The ministry's officer recalls a batch and says why. */
export function recall(stage: Stage, lot: string, reason: string): Promise<void> {
  const { say } = stage;
  return stage.as('kemenkes', async (page) => {
    await stage.go(page, 'batches.nav');
    await page
      .locator('main')
      .getByRole('searchbox', { name: say('batches.search') })
      .fill(lot);
    await rowOf(page, say('batches.list'), lot).getByRole('link').first().click();
    await press(page, say('batches.acts.recall'));
    await field(dialogOf(page), say('common.reason')).fill(reason);
    await stage.look(page, 'recall');
    await confirm(page, say('batches.acts.recall'));
    await page.getByText(say('common.batchStatus.recalled'), { exact: true }).first().waitFor();
    await stage.look(page, 'recalled');
  });
}

/** A holder acknowledges on its list of tasks that the lot is recalled. */
export function acknowledge(stage: Stage, who: string, lot: string): Promise<void> {
  const { say } = stage;
  return stage.as(who, async (page) => {
    await stage.go(page, 'tasks.nav');
    const task = rowOf(page, say('tasks.list'), lot).filter({
      has: page.getByRole('button', { name: say('tasks.acknowledge'), exact: true }),
    });
    await task.first().waitFor();
    await stage.look(page, 'recall-task');
    await press(task.first(), say('tasks.acknowledge'));
    await confirm(page, say('tasks.acknowledge'));
    await task.waitFor({ state: 'detached' });
  });
}
