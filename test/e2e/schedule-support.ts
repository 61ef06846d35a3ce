// What the tests of the schedule share: a house with places and products, stock, sessions and people made up.
import type { Actor, Context } from '../../server/kernel/context.ts';
import type { Verdict } from '../../server/kernel/combiner.ts';
import { hashOf } from '../../server/kernel/idempotency.ts';
import { transact } from '../../server/kernel/transaction.ts';
import {
  createCatalogue,
  type Batch,
  type Catalogue,
  type Product,
} from '../../server/catalogue/catalogue.ts';
import { postOne } from '../../server/ledger/post.ts';
import { systemActor } from '../../server/people/scope.ts';
import { createDirectory, type Directory, type Place } from '../../server/places/directory.ts';
import { localDay } from '../../server/places/local-day.ts';
import { bookMany } from '../../server/schedule/book.ts';
import type { BookCommand, Booked } from '../../server/schedule/booked.ts';
import type { Person } from '../../server/schedule/registrant.ts';
import { createSession, type SessionFound } from '../../server/schedule/sessions.ts';
import { openVault, type Vault } from '../../server/schedule/vault.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

export interface Stage extends TestDatabase {
  directory: Directory;
  catalogue: Catalogue;
  vault: Vault;
  actor: Actor;
  client: Actor;
  /** A health centre of Bandung, and another. */
  place: Place;
  other: Place;
  /** One dose a vial; ten doses a vial that must be used the same day. */
  single: Product;
  vials: Product;
  transact<T>(work: (ctx: Context) => Promise<T>, actor?: Actor): Promise<T>;
  stock(place: Place, product: Product, doses: number, expiry: string): Promise<Batch>;
  session(place: Place, product: Product, date: string, more?: Partial<Session>): Promise<SessionFound>;
  command(slotId: string, person: Person, more?: Partial<BookCommand>): BookCommand;
  book(place: Place, product: Product, commands: BookCommand[]): Promise<Verdict<Booked>[]>;
  balances(place: Place): Promise<Balance[]>;
}

interface Session {
  start: string;
  end: string;
  slotMinutes: number;
  capacityPerSlot: number;
}

export interface Balance {
  batch: string;
  available: number;
  promised: number;
  allowance: number;
}

/** 08:00 in Bandung on a Monday. */
export const NOW = '2026-03-02T01:00:00.000Z';
export const TODAY = '2026-03-02';

const two = (n: number) => String(n).padStart(2, '0');

/** The n-th made-up person: well formed and nobody's. */
export function person(n: number): Person {
  const [day, month] = [1 + (n % 28), 1 + (Math.floor(n / 28) % 12)];
  const serial = String(1 + Math.floor(n / 336)).padStart(4, '0');
  return {
    nik: `327301${two(day)}${two(month)}90${serial}`,
    name: `Orang Ke${n}`,
    birthDate: `1990-${two(month)}-${two(day)}`,
    phone: `+62812${String(10_000_000 + n)}`,
  };
}

/** The codes of verdicts: `ok` or the problem's. */
export function codes(verdicts: readonly Verdict<unknown>[]): string[] {
  return verdicts.map((verdict) => ('problem' in verdict ? verdict.problem.code : 'ok'));
}

function actorOf(id: string, kind: Actor['kind'], role: string, place: Place): Actor {
  const unit = { id: place.id, code: place.code, path: place.path };
  return { id, name: role, kind, role, scopes: ['appointments:write'], unit };
}

export async function createStage(): Promise<Stage> {
  const base = await createTestDatabase();
  base.clock.set(NOW);
  const { house } = base;
  const directory = await createDirectory(house);
  const catalogue = await createCatalogue(house);
  const vault = await openVault(house.config);
  const place = directory.byCode('P32730101')!;
  const other = directory.byCode('P32730201')!;
  const root = directory.byCode('ID')!;
  const pick = (wanted: (product: Product) => boolean) => {
    const found = catalogue.products().find((p) => p.program !== null && wanted(p));
    if (!found) throw new Error('The reference products have none for this test');
    return { ...found, wastageAllowancePercent: 0 };
  };
  let lots = 0;
  const stage: Stage = {
    ...base,
    directory,
    catalogue,
    vault,
    place,
    other,
    actor: actorOf('00000000-0000-4000-8000-00000000000a', 'person', 'health_centre_staff', place),
    client: actorOf('00000000-0000-4000-8000-00000000000c', 'client', 'api_client', root),
    single: pick((p) => p.dosesPerVial === 1),
    vials: pick((p) => p.dosesPerVial === 10 && p.openVialHours > 0 && p.openVialHours < 24),
    transact: (work, actor = systemActor) => transact(house, actor, work),
    async stock(at, product, doses, expiry) {
      const id = house.newId();
      await house.database.sql.run(
        'insert into batch (id, product_id, lot, expiry, registered_at) values ($1, $2, $3, $4, now())',
        [id, product.id, `LOT${++lots}`, expiry],
      );
      const holder = at.id;
      await stage.transact((ctx) =>
        postOne(ctx, {
          id: ctx.newId(),
          kind: 'batch.registered',
          place: at.id,
          occurredAt: ctx.now,
          lines: [
            {
              batch: id,
              doses,
              rule: 'held',
              from: { holder, bucket: 'manufactured' },
              to: { holder, bucket: 'available' },
            },
          ],
        }),
      );
      return (await catalogue.batch(id))!;
    },
    session: (at, product, date, more = {}) =>
      stage.transact((ctx) =>
        createSession(ctx, {
          id: ctx.newId(),
          place: at,
          product,
          date,
          start: '09:00',
          end: '12:00',
          slotMinutes: 60,
          capacityPerSlot: 100,
          ...more,
        }),
      ),
    command(slotId, who, more = {}) {
      const id = house.newId();
      const command = { id, actor: stage.client, slotId, dose: 1, person: vault.seal(who), ...more };
      const content = { id: command.id, slotId: command.slotId, dose: command.dose, who };
      return { ...command, hash: more.hash ?? hashOf('book', command.actor.id, content) };
    },
    book: (at, product, commands) => stage.transact((ctx) => bookMany(ctx, at, product, commands)),
    balances: (at) =>
      house.database.sql.rows<Balance>(
        `select batch_id as batch, available, promised, allowance from balance b join batch t on t.id = b.batch_id
         where holder_id = $1 order by t.expiry, t.id`,
        [at.id],
      ),
  };
  return stage;
}

/** The day so many days after today at the stage's places. */
export function dayAfter(stage: Stage, days: number): string {
  return localDay(new Date(stage.clock.now().getTime() + days * 86_400_000), stage.place.timeZone);
}
