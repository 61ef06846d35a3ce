// How long a socket stays: until its token expires, its sign-in ends, or it does not read.
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../server/kernel/context.ts';
import type { JournalRow } from '../../server/kernel/journal.ts';
import { until, useLive } from './live-support.ts';

const s = useLive();

describe('staying', () => {
  it('ends when the token expires, unless it was renewed on the open socket', async () => {
    const [lapsing, renewing] = [s.tokenFor('32'), s.tokenFor('32')];
    const [first, second] = [await s.connect(lapsing), await s.connect(renewing)];
    const renewed = `${renewing} again`;
    s.tokens.set(renewed, s.tokens.get(renewing)!);
    expect(await second.ask('renew', { token: renewed })).toMatchObject({ ok: true });
    expect((await second.ask('renew', { token: s.tokenFor('32') })).problem?.code).toBe('forbidden');
    expect((await second.ask('renew', { token: 'forged' })).problem?.code).toBe('unauthenticated');
    s.tokens.set(lapsing, 'expired');
    s.tokens.set(renewing, 'expired');
    s.live.sweep();
    await until(first.isOver);
    expect(first.closing()).toBe('token_expired');
    expect(second.socket.connected).toBe(true);
  });

  it('ends at once when the sign-in is revoked', async () => {
    const token = s.tokenFor('32');
    const client = await s.connect(token);
    s.tokens.set(token, 'revoked');
    await s.live.onJournal([
      { kind: 'sign_in.revoked', touched: [], data: {}, seq: 1 } as unknown as JournalRow,
    ]);
    await until(client.isOver);
    expect(client.closing()).toBe('unauthenticated');
  });

  it('takes away what a renewed token may no longer see', async () => {
    const token = s.tokenFor('32');
    const client = await s.connect(token);
    await client.watch('32');
    await client.watch('3273');
    const moved = `${token} moved`;
    const actor = s.tokens.get(token) as Actor;
    const { id, path } = s.story.place('3273');
    s.tokens.set(moved, { ...actor, unit: { id, code: '3273', path } });
    expect(await client.ask('renew', { token: moved })).toEqual({ ok: true, watched: ['3273'] });
  });

  it('ends for who does not read, before much waits for them; who reads is told everything', async () => {
    const [deaf, reader] = [await s.connect(s.tokenFor('32')), await s.connect(s.tokenFor('32'))];
    await deaf.watch('32');
    await reader.watch('32');
    type Raw = { ws: { pause(): void } };
    (deaf.socket.io.engine.transport as unknown as Raw).ws.pause();
    const cuts = async () =>
      Number(
        /live_cut_total\{reason="too_slow"\} (\d+)/.exec(
          await s.base.house.metrics.registry.metrics(),
        )?.[1] ?? 0,
      );
    const before = await cuts();
    const told = () => reader.events.filter(({ kind }) => kind === 'batch.expiry_conflict').length;
    const words = 'x'.repeat(1000);
    // What the machine's own socket buffers hold comes on top of the limit.
    const most = 20 * s.base.house.config.liveBufferBytes;
    let sent = 0;
    while ((await cuts()) === before && sent * words.length < most) {
      const rows = Array.from({ length: 1000 }, () => ({
        kind: 'batch.expiry_conflict',
        seq: 2_000_000 + sent++,
        placeId: s.story.place('32').id,
        touched: [],
        data: { words },
      }));
      await s.live.onJournal(rows as unknown as JournalRow[]);
      await until(() => told() === sent);
      s.live.sweep();
    }
    expect(await cuts()).toBe(before + 1);
    expect(sent * words.length).toBeLessThan(most);
    expect(reader.socket.connected).toBe(true);
  });
});
