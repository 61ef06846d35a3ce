// SBBK: the goods-issue note of a shipment as PDF, for those who may see the shipment; its text and its code are read back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../support/app.ts';
import { expectInvariants } from '../support/invariants.ts';
import { codesOfPdf, textOfPdf } from '../support/pdf.ts';
import { expectProblem, openWarehouse, type Warehouse } from './shipments-support.ts';

let w: Warehouse;
beforeAll(async () => {
  w = await openWarehouse();
}, 60_000);
afterAll(async () => {
  await expectInvariants(w.house, w.app.following);
  await w.close();
});

const print = (by: Call, id: string) => by.get(`/api/v1/documents/sbbk/${id}`).buffer(true);

describe('SBBK', () => {
  it('says what left, from which batch and for whom, and carries the SSCC of the package', async () => {
    const batch = await w.register(1000, { lot: 'Ab-12/x' });
    const shipment = await w.send(w.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 255 }]);
    const answer = await print(w.biofarma, shipment.id).expect(200);
    expect(answer.headers['content-type']).toContain('application/pdf');
    expect(answer.headers['content-disposition']).toBe(`inline; filename="SBBK-${shipment.code}.pdf"`);
    const [page] = await textOfPdf(answer.body as Buffer);
    expect(page).toContain('SURAT BUKTI BARANG KELUAR (SBBK)');
    expect(page).toContain(`Nomor: ${shipment.code}`);
    expect(page).toContain('Dinas Kesehatan Provinsi Jawa Barat (32)');
    expect(page).toContain('Ab-12/x');
    expect(page).toContain('25 + 5 ds');
    expect(page).toContain('255');
    expect(page).toContain('Halaman 1 dari 1');
    expect(page).not.toContain('KONSEP');
    expect(await codesOfPdf(answer.body as Buffer)).toContainEqual(expect.stringContaining(shipment.sscc));
  });

  it('marks a draft as one and is hidden from a receiver until the shipment has left', async () => {
    const batch = await w.register(1000);
    const draft = await w.draft(w.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 10 }]);
    const [page] = await textOfPdf((await print(w.biofarma, draft.id).expect(200)).body as Buffer);
    expect(page).toContain('KONSEP');
    expectProblem(await w.province.get(`/api/v1/documents/sbbk/${draft.id}`), 404, 'not_found');
    await w.biofarma.post(`/api/v1/shipments/${draft.id}/dispatch`).expect(200);
    await print(w.province, draft.id).expect(200);
  });

  it('is made for nobody who may not see the shipment, and refuses an id that is none', async () => {
    const batch = await w.register(1000);
    const shipment = await w.send(w.biofarma, 'BIOFARMA', '32', [{ batch: batch.id, doses: 10 }]);
    expectProblem(await w.centre.get(`/api/v1/documents/sbbk/${shipment.id}`), 404, 'not_found');
    expectProblem(await w.anyone.get(`/api/v1/documents/sbbk/${shipment.id}`), 401, 'unauthenticated');
    expectProblem(await w.province.get('/api/v1/documents/sbbk/x'), 422, 'validation_failed');
    expectProblem(await w.province.get(`/api/v1/documents/sbbk/${w.id()}`), 404, 'not_found');
  });

  it('breaks two hundred lines over pages, each with the head of the table', async () => {
    const lines: object[] = [];
    for (let n = 0; n < 200; n++) lines.push({ batch: (await w.register(100)).id, doses: 10 });
    const shipment = await w.send(w.biofarma, 'BIOFARMA', '32', lines);
    const pages = await textOfPdf((await print(w.biofarma, shipment.id).expect(200)).body as Buffer);
    expect(pages.length).toBeGreaterThan(3);
    pages.slice(0, -1).forEach((page) => expect(page).toContain('Nomor batch'));
    expect(pages.at(-1)).toContain('Mengetahui');
    expect(pages.join(' ')).toContain('2.000');
  }, 60_000);
});
