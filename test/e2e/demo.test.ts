// The demo's story is the main job: told here against a service of the test's own, every sentence checked.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { playOpening } from '../../server/demo/story.ts';
import { playStory } from '../../server/demo/play-story.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(async () => {
  await expectInvariants(t.house, t.app.following);
  await t.close();
});

it('plays the opening into an empty database, once', async () => {
  expect(await playOpening(t.house)).toBe(true);
  expect(await playOpening(t.house)).toBe(false);
  const { doses } = await t.house.database.sql.one<{ doses: number }>(
    'select sum(administered) as doses from balance',
  );
  expect(doses).toBeGreaterThan(0);
});

it('tells the main job over HTTP and sockets, and again beside the first telling', async () => {
  await playStory(t.address);
  await playStory(t.address);
});
