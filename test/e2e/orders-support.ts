// What the tests of orders share: the warehouse of the shipments' tests with its officers, and the acts on an order.
import { expect } from 'vitest';
import type { Call } from '../support/app.ts';
import { openWarehouse, type Body, type Warehouse } from './shipments-support.ts';

export interface OrderDesk extends Warehouse {
  provinceOfficer: Call;
  districtOfficer: Call;
  /** Asks from the province for the district; by default COV-BIO. */
  request(doses: number, more?: object): Promise<Body>;
  act(by: Call, order: Body, act: string, body?: object): Promise<{ status: number; body: Body }>;
  /** The same, expecting it to go well. */
  did(by: Call, order: Body, act: string, body?: object): Promise<Body>;
  read(by: Call, order: Body): Promise<Body>;
  /** A batch of which the province has so many doses. */
  stocked(doses: number, more?: object): Promise<Body>;
}

export const PRODUCT = 'COV-BIO';

export async function openOrderDesk(): Promise<OrderDesk> {
  const t = await openWarehouse();
  const act: OrderDesk['act'] = async (by, order, name, body = {}) => {
    const answer = await by.post(`/api/v1/orders/${order.id}/${name}`, { id: t.id(), ...body });
    return { status: answer.status, body: answer.body };
  };
  const did: OrderDesk['did'] = async (by, order, name, body) => {
    const answer = await act(by, order, name, body);
    expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ id: order.id })]);
    return answer.body;
  };
  return {
    ...t,
    provinceOfficer: await t.as('dinkes.32'),
    districtOfficer: await t.as('dinkes.3273'),
    act,
    did,
    async request(doses, more = {}) {
      const lines = [{ product: PRODUCT, doses }];
      const body = { id: t.id(), kind: 'request', to: '3273', from: '32', lines, ...more };
      const answer = await t.district.post('/api/v1/orders', body);
      expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ status: 'pending' })]);
      return answer.body;
    },
    async read(by, order) {
      return (await by.get(`/api/v1/orders/${order.id}`).expect(200)).body;
    },
    async stocked(doses, more = {}) {
      const batch = await t.register(doses, more);
      const { id } = await t.send(t.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses }]);
      const lines = [{ batch: batch.id, accepted: doses }];
      await t.province.post(`/api/v1/shipments/${id}/receive`, { id: t.id(), lines }).expect(200);
      return batch;
    },
  };
}
