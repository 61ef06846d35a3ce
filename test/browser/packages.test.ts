// Packages on a phone: boxes are stood on a pallet by scanning, one is taken off, two are merged into one, and a scan
// tells what is in any of them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { id as words } from '../../web/dashboard/packages/texts.ts';
import { id as scanWords } from '../../web/dashboard/scan/texts.ts';
import { expectInvariants } from '../support/invariants.ts';
import { openPackingHall, type PackingHall } from '../e2e/packages-support.ts';
import { phone, startVisitors, type Visitors } from './browser.ts';
import { dialogOf, field, press, scan } from './month-gestures.ts';
import { stageOf, type Stage } from './month-stage.ts';

let t: PackingHall;
let visitors: Visitors;
let stage: Stage;
beforeAll(async () => {
  t = await openPackingHall();
  visitors = await startVisitors();
  stage = stageOf(t, visitors, 'id', { viewport: phone, hasTouch: true });
});
afterAll(async () => {
  await stage.close();
  await visitors?.close();
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

it('are stood on a pallet, taken off it, merged, and told by a scan', async () => {
  const batch = await t.register(300);
  const boxes: string[] = [];
  for (const doses of [10, 20, 30]) {
    const { sscc } = await t.box(t.biofarma, [{ batch: batch.id, doses }]);
    boxes.push(sscc);
  }
  const [one, two, three] = boxes as [string, string, string];
  await stage.as('biofarma', '/packages', async (page) => {
    await press(page, words.stack);
    for (const sscc of [one, two]) {
      await scan(field(dialogOf(page), words.scanBox), `00${sscc}`);
      await dialogOf(page).getByText(sscc).first().waitFor();
    }
    await scan(field(dialogOf(page), words.scanBox), `00${one}`);
    await dialogOf(page).getByText(words.chosenAlready).waitFor();
    await press(dialogOf(page), words.stack);
    await page.waitForURL(/\/packages\/\d{18}$/);
    const card = page.getByRole('list', { name: words.boxes }).getByRole('listitem').filter({ hasText: two });
    await press(card, words.takeOff);
    await press(dialogOf(page), words.takeOff);
    await card.waitFor({ state: 'detached' });
  });
  expect(await t.look(t.biofarma, two)).toMatchObject({ pallet: null, status: 'packed' });
  await stage.as('biofarma', '/packages', async (page) => {
    await press(page, words.merge);
    for (const sscc of [two, three]) {
      await scan(field(dialogOf(page), words.scanBox), `00${sscc}`);
      await dialogOf(page).getByText(sscc).first().waitFor();
    }
    await press(dialogOf(page), words.merge);
    await page.waitForURL(/\/packages\/\d{18}$/);
    const merged = new URL(page.url()).pathname.split('/').at(-1)!;
    expect(await t.look(t.biofarma, merged)).toMatchObject({ contents: [{ doses: 50 }] });
    expect(await t.look(t.biofarma, three)).toMatchObject({ status: 'ended', endedBy: 'repacked' });
  });
  await stage.as('biofarma', '/codes', async (page) => {
    await scan(page.getByRole('main').getByRole('textbox').first(), `00${one}`);
    await page.getByText('10 dosis').waitFor();
    await page.getByRole('link', { name: scanWords.openPackage }).waitFor();
  });
});
