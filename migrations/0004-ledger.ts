// The ledger: balances, postings by month, and the one function that changes them, many movements at a time.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ledgerMonths } from './0004-ledger-months.ts';
import { ledgerPost } from './0004-ledger-post.ts';
import { ledgerReserve } from './0004-ledger-reserve.ts';

export class Ledger0004 implements MigrationInterface {
  name = 'Ledger0000000000004'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- The order of the values is the order of the columns of balance and of the slots in ledger_post.
      create type bucket as enum ('available', 'quarantined', 'in_transit', 'administered', 'wasted', 'destroyed',
        'unexplained', 'manufactured');

      -- One row for each holder (a place, or a shipment for what is on its way) and batch.
      create table balance (
        holder_id uuid not null,
        batch_id uuid not null,
        product_id uuid not null,
        available int not null default 0,
        quarantined int not null default 0,
        in_transit int not null default 0,
        administered int not null default 0,
        wasted int not null default 0,
        destroyed int not null default 0,
        unexplained int not null default 0,
        manufactured int not null default 0,
        allocated int not null default 0,
        promised int not null default 0,
        allowance int not null default 0,
        -- Doses of available that are in open vials: they go nowhere, and are of use until opened_until.
        opened int not null default 0,
        opened_until timestamptz,
        version bigint not null default 0,
        last_occurred_at timestamptz not null default '-infinity',
        -- The newest count of this row: what occurred before it and comes later does not move it.
        counted_at timestamptz,
        constraint balance_pkey primary key (holder_id, batch_id),
        constraint balance_batch_fkey foreign key (batch_id) references batch (id),
        constraint balance_not_negative check (available >= 0 and quarantined >= 0 and in_transit >= 0
          and administered >= 0 and wasted >= 0 and destroyed >= 0),
        constraint balance_reserved check (allocated >= 0 and promised >= 0 and allowance >= 0
          and opened >= 0 and allocated + promised + allowance + opened <= available)
      ) with (fillfactor = 60);
      create index balance_batch on balance (batch_id);
      create index balance_product on balance (holder_id, product_id);

      create table posting (
        journal_id uuid not null,
        line int not null,
        holder_id uuid not null,
        batch_id uuid not null,
        bucket bucket not null,
        doses int not null,
        occurred_at timestamptz not null,
        recorded_at timestamptz not null,
        constraint posting_doses check (doses <> 0)
      ) partition by range (recorded_at);
      create index posting_account on posting (holder_id, batch_id, occurred_at);
      create index posting_journal on posting (journal_id);

      create table posting_default partition of posting default;
      insert into monthly_table values ('posting');

      -- An in-transit account: the shipment that holds the doses, where they come from and where they go.
      create table transit (
        holder_id uuid constraint transit_pkey primary key,
        from_id uuid not null,
        to_id uuid not null,
        constraint transit_from_fkey foreign key (from_id) references place (id),
        constraint transit_to_fkey foreign key (to_id) references place (id)
      );
      create index transit_to on transit (to_id);

      -- What a count fixed: the doses of a balance at an instant, how far they were from the book, and by how much
      -- movements that came later have changed that variance since.
      create table counted (
        holder_id uuid not null,
        batch_id uuid not null,
        at timestamptz not null,
        recorded_at timestamptz not null,
        document_id uuid not null,
        available int not null,
        quarantined int not null,
        available_variance int not null,
        quarantined_variance int not null,
        available_late int not null default 0,
        quarantined_late int not null default 0,
        constraint counted_pkey primary key (holder_id, batch_id, at),
        constraint counted_balance_fkey foreign key (holder_id, batch_id) references balance (holder_id, batch_id),
        constraint counted_not_negative check (available >= 0 and quarantined >= 0)
      );
      create index counted_document on counted (document_id);

      -- A movement is reversed once only, however old it is.
      create table reversal (
        movement_id uuid constraint reversal_pkey primary key,
        reversed_by uuid not null
      );

      ${ledgerMonths}
      select make_month((now() at time zone 'UTC' + make_interval(months => m))::date) from generate_series(-1, 3) m;

      grant select, insert, update on balance, counted to jejak_app;
      grant select, insert on posting, reversal, transit to jejak_app;
      ${ledgerPost}
      ${ledgerReserve}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
