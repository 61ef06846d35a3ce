// A house for the tests of trace, recall and live: places, one product, people without sign-in, and the verbs that move
// a batch from its manufacturer downwards, each in a transaction of its own.
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import express from 'express';
import supertest from 'supertest';
import { createCatalogue, type Product } from '../../server/catalogue/catalogue.ts';
import { loadDemoProducts } from '../../server/catalogue/load-demo-products.ts';
import { dispatchShipment } from '../../server/distribution/dispatch.ts';
import { createShipment } from '../../server/distribution/draft.ts';
import { receiveShipment } from '../../server/distribution/receive.ts';
import { registerBatch } from '../../server/distribution/batches.ts';
import { getShipment } from '../../server/distribution/shipment.ts';
import type { Actor, Context } from '../../server/kernel/context.ts';
import { createDoor } from '../../server/kernel/door.ts';
import type { House } from '../../server/kernel/house.ts';
import { transact } from '../../server/kernel/transaction.ts';
import { movementOf, type Kind, type Reason } from '../../server/ledger/movement.ts';
import { postOne } from '../../server/ledger/post.ts';
import { nobody, systemActor } from '../../server/people/scope.ts';
import { createDirectory } from '../../server/places/directory.ts';
import { taskRoutes } from '../../server/tasks/routes.ts';
import { traceRoutes, type TraceDoors } from '../../server/trace/routes.ts';

export async function createStory(house: House) {
  await transact(house, systemActor, async (ctx) => {
    if (!(await ctx.tx.maybe('select from product limit 1'))) await loadDemoProducts(ctx.tx, ctx);
  });
  const directory = await createDirectory(house);
  const catalogue = await createCatalogue(house);
  const product: Product = catalogue.products()[0]!;
  const place = (code: string) => directory.byCode(code)!;
  const centres = directory.under(place('3273'), { level: 'health_centre' });
  let lots = 0;

  /** Whoever works at a place. */
  function person(code: string, role: string): Actor {
    const { id, path } = place(code);
    const actor = { id: house.newId(), name: `${role} ${code}`, kind: 'person' as const, role, scopes: [] };
    return { ...actor, unit: { id, code, path }, session: house.newId() };
  }
  const act = <T>(work: (ctx: Context) => Promise<T>, actor: Actor = systemActor) =>
    transact(house, actor, work, { id: house.newId(), hash: Buffer.alloc(16) });

  async function batch(doses: number): Promise<string> {
    const id = house.newId();
    const { now } = house;
    const expiry = `${now().getUTCFullYear() + 1}-12-31`;
    const lot = `T${++lots}`;
    await act((ctx) => registerBatch(ctx, { id, product, lot, expiry, doses, place: place('BIOFARMA') }));
    return id;
  }

  const ends = async (ctx: Context, id: string) => {
    const shipment = await getShipment(ctx, { id });
    return { shipment, from: directory.get(shipment.fromId), to: directory.get(shipment.toId) };
  };

  async function draft(from: string, to: string, batchId: string, doses: number): Promise<string> {
    const id = house.newId();
    const found = (await catalogue.batch(batchId))!;
    const lines = [{ batch: found, warnings: [], doses }];
    await act((ctx) => createShipment(ctx, directory, { id, from: place(from), to: place(to), lines }));
    return id;
  }

  async function dispatch(id: string): Promise<void> {
    await act(async (ctx) => dispatchShipment(ctx, { id: house.newId(), ...(await ends(ctx, id)) }));
  }

  async function receive(
    id: string,
    batchId: string,
    answer: {
      accepted: number;
      rejected?: { doses: number; reason: 'broken' | 'frozen' }[];
      missing?: number;
    },
  ): Promise<void> {
    const found = (await catalogue.batch(batchId))!;
    await act(async (ctx) => {
      const lines = [{ batch: found, warnings: [], ...answer }];
      await receiveShipment(ctx, { id: house.newId(), ...(await ends(ctx, id)), lines });
    });
  }

  /** Drafts, dispatches and receives whole. */
  async function ship(from: string, to: string, batchId: string, doses: number): Promise<string> {
    const id = await draft(from, to, batchId, doses);
    await dispatch(id);
    await receive(id, batchId, { accepted: doses });
    return id;
  }

  async function move(
    code: string,
    batchId: string,
    kind: Kind,
    doses: number,
    reason?: Reason,
  ): Promise<void> {
    const found = (await catalogue.batch(batchId))!;
    await act((ctx) =>
      postOne(
        ctx,
        movementOf(ctx, { id: house.newId(), kind, place: place(code), batch: found, doses, reason }),
      ),
    );
  }

  return {
    house,
    directory,
    catalogue,
    product,
    place,
    centres,
    person,
    act,
    batch,
    draft,
    dispatch,
    receive,
    ship,
    move,
  };
}

export type Story = Awaited<ReturnType<typeof createStory>>;

/** The routes of trace behind a door that knows people by the token they are given here. */
export async function openDoor(story: Story, affected?: TraceDoors['affected']) {
  const { house, directory, catalogue } = story;
  const people = new Map<string, Actor>();
  const routes = [
    ...taskRoutes({ directory, catalogue }),
    ...traceRoutes({
      directory,
      catalogue,
      affected: affected ?? (() => Promise.resolve({ appointments: [], vaccinated: [] })),
    }),
  ];
  const web = express();
  const authenticate = (header: string | undefined) => people.get(header?.slice(7) ?? '');
  web.use(createDoor(house, routes, { authenticate, nobody, checkResponses: true }));
  const server = createServer(web);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    as(actor: Actor) {
      people.set(actor.id, actor);
      const dress = (test: supertest.Test) => test.set('Authorization', `Bearer ${actor.id}`);
      return {
        get: (path: string) => dress(supertest(address).get(path)),
        post: (path: string, body: object = {}) =>
          dress(supertest(address).post(path)).send({ id: house.newId(), ...body }),
      };
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
