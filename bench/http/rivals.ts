// The two rivals of bench/http, as child processes: `bare`, an Express 5 route with the same JSON and validation and
// neither token nor database; `first`, the handler as one would write it first: the token verified on each request, one
// TypeORM transaction with the query builder.
import { randomUUID } from 'node:crypto';
import express, { type Express, type Request, type Response } from 'express';
import jwt from 'jsonwebtoken';
import { DataSource } from 'typeorm';
import { z } from 'zod';

const Movement = z.strictObject({
  id: z.uuid(),
  kind: z.enum(['administer', 'discard', 'quarantine', 'release', 'adjust']),
  place: z.string().min(1).max(64),
  batch: z.uuid(),
  doses: z.int().positive(),
  reason: z.string().optional(),
});
const Booking = z.strictObject({
  id: z.uuid(),
  slotId: z.uuid(),
  dose: z.int().min(1).max(10),
  registrant: z.strictObject({
    nik: z.string().regex(/^\d{16}$/),
    name: z.string().min(1).max(200),
    birthDate: z.iso.date(),
    phone: z.string().min(5).max(30),
  }),
});

function bare(): Express {
  const app = express();
  app.use(express.json());
  app.post('/api/v1/movements', (request: Request, response: Response) => {
    const body = Movement.parse(request.body);
    const balance = {
      place: body.place,
      batch: body.batch,
      onHand: 1,
      available: 1,
      reserved: 0,
      quarantined: 0,
      version: 1,
    };
    response.status(201).json({ id: body.id, verdict: 'recorded', warnings: [], balances: [balance] });
  });
  app.post('/api/v1/appointments', (request: Request, response: Response) => {
    const body = Booking.parse(request.body);
    const slot = { id: body.slotId, start: '2026-12-01T08:00:00Z', end: '2026-12-01T09:00:00Z' };
    response
      .status(201)
      .json({ id: body.id, code: 'ABCD1234', status: 'confirmed', slot, place: { code: 'P1' }, ticket: {} });
  });
  return app;
}

const TABLES = `
  create table first_balance (place text, batch uuid, bucket text, doses int not null check (doses >= 0), primary key (place, batch, bucket));
  create table first_movement (id uuid primary key, kind text, place text, batch uuid, doses int, actor text, at timestamptz default now());
  create table first_slot (id uuid primary key, capacity int, booked int not null default 0);
  create table first_registrant (nik text primary key, name text, birth_date date, phone text);
  create table first_appointment (id uuid primary key, slot_id uuid, nik text, dose int, at timestamptz default now());`;

async function first(url: string, secret: string, places: string[], batch: string): Promise<Express> {
  const source = await new DataSource({ type: 'postgres', url, poolSize: 8 }).initialize();
  await source.query(TABLES);
  await source.query(
    `insert into first_balance select p, $2, b, case b when 'available' then 100000000 else 0 end
     from unnest($1::text[]) p, unnest(array['available', 'administered']) b`,
    [places, batch],
  );
  const slot = randomUUID();
  await source.query('insert into first_slot values ($1, 1000000000)', [slot]);
  const app = express();
  app.use(express.json());
  app.use((request, _, next) => {
    jwt.verify((request.headers.authorization ?? '').slice(7), secret);
    next();
  });
  app.post('/api/v1/movements', async (request, response) => {
    const body = Movement.parse(request.body);
    await source.transaction(async (manager) => {
      const move = (bucket: string, doses: number) =>
        manager
          .createQueryBuilder()
          .update('first_balance')
          .set({ doses: () => `doses + (${doses})` })
          .where('place = :place and batch = :batch and bucket = :bucket and doses + :doses >= 0', {
            ...body,
            bucket,
            doses,
          })
          .execute();
      await manager
        .createQueryBuilder()
        .insert()
        .into('first_movement', ['id', 'kind', 'place', 'batch', 'doses'])
        .values(body)
        .execute();
      const taken = await move('available', -body.doses);
      if (taken.affected !== 1) throw new Error('insufficient');
      await move('administered', body.doses);
    });
    response.status(201).json({ id: body.id, verdict: 'recorded', warnings: [], balances: [] });
  });
  app.post('/api/v1/appointments', async (request, response) => {
    const body = Booking.parse(request.body);
    await source.transaction(async (manager) => {
      const { nik, name, birthDate, phone } = body.registrant;
      await manager
        .createQueryBuilder()
        .insert()
        .into('first_registrant', ['nik', 'name', 'birth_date', 'phone'])
        .values({ nik, name, birth_date: birthDate, phone })
        .orIgnore()
        .execute();
      const taken = await manager
        .createQueryBuilder()
        .update('first_slot')
        .set({ booked: () => 'booked + 1' })
        .where('id = :slot and booked < capacity', { slot })
        .execute();
      if (taken.affected !== 1) throw new Error('full');
      const appointment = { id: body.id, slot_id: slot, nik, dose: body.dose };
      await manager
        .createQueryBuilder()
        .insert()
        .into('first_appointment', ['id', 'slot_id', 'nik', 'dose'])
        .values(appointment)
        .execute();
    });
    response.status(201).json({ id: body.id, code: 'ABCD1234', status: 'confirmed' });
  });
  return app;
}

process.once(
  'message',
  (order: { kind: 'bare' | 'first'; url: string; secret: string; places: string[]; batch: string }) => {
    void (async () => {
      const app =
        order.kind === 'bare' ? bare() : await first(order.url, order.secret, order.places, order.batch);
      const server = app.listen(0, '127.0.0.1', () =>
        process.send?.({ port: (server.address() as { port: number }).port }),
      );
    })();
  },
);
