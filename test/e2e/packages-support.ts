// What the tests of packages and receiving share: packing at a place, and shipments put together from packages.
import { expect } from 'vitest';
import type { Call } from '../support/app.ts';
import { openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

export interface PackingHall extends Warehouse {
  box(by: Call, contents: object[], more?: object): Promise<Body>;
  pallet(by: Call, boxes: string[], more?: object): Promise<Body>;
  look(by: Call, sscc: string): Promise<Body>;
}

/** The service, with people of each tier and the ways of packing. */
export async function openPackingHall(): Promise<PackingHall> {
  const t = await openWarehouse();
  const pack = async (by: Call, body: object): Promise<Body> => {
    const answer = await by.post('/api/v1/packages', { id: t.id(), ...body });
    expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ status: 'packed' })]);
    return answer.body;
  };
  return {
    ...t,
    box: (by, contents, more = {}) => pack(by, { contents, ...more }),
    pallet: (by, boxes, more = {}) => pack(by, { boxes, ...more }),
    look: async (by, sscc) => (await by.get(`/api/v1/packages/${sscc}`).expect(200)).body as Body,
  };
}
