// What journal rows mean to watchers, and how often a socket may ask: without a database.
import { describe, expect, it } from 'vitest';
import type { JournalRow } from '../../server/kernel/journal.ts';
import { ABUSE, BURST, createRate, PER_SECOND } from '../../server/live/limits.ts';
import { newsOf, codesOfPath } from '../../server/live/news.ts';
import type { Directory } from '../../server/places/directory.ts';

const places = [
  { id: 'a', code: '32', path: '/ID/32/' },
  { id: 'b', code: '3273', path: '/ID/32/3273/' },
  { id: 'c', code: '33', path: '/ID/33/' },
];
const directory = {
  byId: (id: string) => places.find((place) => place.id === id),
  byCode: (code: string) => places.find((place) => place.code === code),
} as unknown as Directory;
const row = (kind: string, more: Partial<JournalRow> = {}): JournalRow =>
  ({ seq: 7, id: 'j', kind, placeId: null, documentId: 'd', data: {}, touched: [], ...more }) as JournalRow;
const codes = (...all: string[]) => new Set(all);

describe('news', () => {
  it('rises from a place to everything above it', () => {
    expect(codesOfPath('/ID/32/3273/')).toEqual(['ID', '32', '3273']);
  });

  it('tells both ends of a shipment and all above them', () => {
    const data = { code: 'SJ-1', status: 'in_transit', from: '33', to: '3273', lines: [] };
    const body = { seq: 7, id: 'd', code: 'SJ-1', status: 'in_transit', from: '33', to: '3273' };
    expect(newsOf(directory, row('shipment.dispatched', { data }))).toEqual([
      { event: 'shipment', body, places: codes('33', 'ID', '32', '3273') },
    ]);
  });

  it('tells of what is kept and needed above, and of an activity below as well', () => {
    const below = { ...directory, under: () => places.slice(0, 2) } as unknown as Directory;
    const placeId = 'a';
    const told = (kind: string) => ({ seq: 7, id: 'd', act: kind, place: '32' });
    expect(newsOf(below, row('earmark.made', { placeId }))).toEqual([
      { event: 'plan', body: told('earmark.made'), places: new Set(['ID', '32']) },
    ]);
    expect(newsOf(below, row('activity.opened', { placeId }))).toEqual([
      { event: 'plan', body: told('activity.opened'), places: new Set(['ID', '32', '3273']) },
    ]);
    expect(newsOf(below, row('need.approved', { placeId }))).toMatchObject([{ event: 'plan' }]);
    expect(newsOf(below, row('needs.imported'))).toEqual([]);
  });

  it('tells both ends of an order and all above them', () => {
    const data = { code: 'PS-1', kind: 'request', status: 'allocated', from: '33', to: '3273', lines: [] };
    const said = { code: data.code, kind: data.kind, status: data.status, from: data.from, to: data.to };
    expect(newsOf(directory, row('order.allocated', { data }))).toEqual([
      {
        event: 'order',
        body: { seq: 7, id: 'd', act: 'allocated', ...said },
        places: codes('33', 'ID', '32', '3273'),
      },
    ]);
  });

  it('tells the place of a count and all above it', () => {
    expect(newsOf(directory, row('count.approved', { placeId: 'b', data: { product: 'p' } }))).toEqual([
      {
        event: 'count',
        body: { seq: 7, id: 'd', act: 'approved', place: '3273' },
        places: codes('ID', '32', '3273'),
      },
    ]);
  });

  it('tells a recall to holders and to both ends of what is on its way', () => {
    const data = { batch: 't', lot: 'L', status: 'recalled', reason: 'r', inTransit: [['33', '3273']] };
    const [news, ...none] = newsOf(
      directory,
      row('batch.recalled', { data, touched: ['a', 't', 'shipment', 't'] }),
    );
    expect(none).toEqual([]);
    expect(news!.places).toEqual(codes('ID', '32', '33', '3273'));
    expect(news!.body).toMatchObject({ kind: 'batch.recalled', batch: 't', reason: 'r' });
  });

  it('tells of a contradiction once for each kind of it, and of nothing else about a movement', () => {
    const warnings = [
      { code: 'unexplained_doses' },
      { code: 'unexplained_doses' },
      { code: 'batch_expired' },
    ];
    const moved = row('movement.administer', { placeId: 'b', data: { batch: 't', warnings } });
    expect(newsOf(directory, moved)).toMatchObject([
      {
        event: 'alert',
        body: { kind: 'flagged', place: '3273', warnings: ['unexplained_doses', 'batch_expired'] },
        places: codes('ID', '32', '3273'),
      },
    ]);
    expect(newsOf(directory, row('movement.administer', { placeId: 'b' }))).toEqual([]);
  });
});

describe('rate', () => {
  it('lets a burst through, counts what is beyond it, and forgives with time', () => {
    let at = 0;
    const rate = createRate(() => at);
    for (let n = 0; n < BURST; n++) expect(rate.take()).toBe(0);
    for (let n = 1; n <= ABUSE; n++) expect(rate.take()).toBe(n);
    at += 1000;
    for (let n = 0; n < PER_SECOND; n++) expect(rate.take()).toBe(0);
    expect(rate.take()).toBe(1);
  });
});
