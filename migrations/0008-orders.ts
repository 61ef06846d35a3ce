// Orders: what a place asks for or is given, step by step, with the doses that are set aside for it. Delivery orders:
// what the manufacturer's own system says is on its way, line by line, and the draft shipment that they amount to.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { deliveries } from './0008-deliveries.ts';

export class Orders0008 implements MigrationInterface {
  name = 'Orders0000000000008'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create sequence order_serial;

      create table supply_order (
        id uuid not null,
        code text not null,
        kind text not null,
        from_id uuid not null,
        to_id uuid not null,
        status text not null,
        revision int not null default 1,
        cover_days int not null,
        needed_on date,
        note text,
        reason text,
        created_at timestamptz not null,
        created_by uuid not null,
        closed_at timestamptz,
        constraint supply_order_pkey primary key (id),
        constraint supply_order_code_key unique (code),
        constraint supply_order_from_fkey foreign key (from_id) references place (id),
        constraint supply_order_to_fkey foreign key (to_id) references place (id),
        constraint supply_order_from_not_to check (from_id <> to_id),
        constraint supply_order_kind_known check (kind in
          ('request', 'distribution', 'central', 'relocation', 'return')),
        constraint supply_order_status_known check (status in
          ('pending', 'confirmed', 'allocated', 'shipped', 'received', 'cancelled')),
        constraint supply_order_cover_range check (cover_days between 0 and 1000),
        constraint supply_order_note_length check (length(note) <= 500),
        constraint supply_order_reason_length check (length(reason) between 1 and 500),
        constraint supply_order_reason_given check
          ((status <> 'cancelled' and closed_at is null) or reason is not null)
      );
      create index supply_order_from on supply_order (from_id, created_at desc, id desc);
      create index supply_order_to on supply_order (to_id, created_at desc, id desc);
      create index supply_order_open on supply_order (to_id) where status in ('pending', 'confirmed', 'allocated', 'shipped');

      -- A line asks for a product; one of a return may name its batch, and say that it goes as unusable stock.
      create table order_line (
        order_id uuid not null,
        line int not null,
        product_id uuid not null,
        batch_id uuid,
        unusable boolean not null default false,
        asked int not null,
        confirmed int,
        reason text,
        constraint order_line_pkey primary key (order_id, line),
        constraint order_line_once unique nulls not distinct (order_id, product_id, batch_id),
        constraint order_line_order_fkey foreign key (order_id) references supply_order (id),
        constraint order_line_product_fkey foreign key (product_id) references product (id),
        constraint order_line_batch_fkey foreign key (batch_id) references batch (id),
        constraint order_line_number check (line >= 1),
        constraint order_line_asked check (asked > 0),
        constraint order_line_confirmed check (confirmed >= 0),
        constraint order_line_reason_length check (length(reason) between 1 and 500),
        constraint order_line_reason_given check (confirmed is null or confirmed = asked or reason is not null),
        constraint order_line_unusable_batch check (not unusable or batch_id is not null)
      );

      -- Doses set aside at the sender; their sum is (part of) what the balance says is allocated.
      create table order_allocation (
        order_id uuid not null,
        batch_id uuid not null,
        line int not null,
        place_id uuid not null,
        doses int not null,
        allocated_at timestamptz not null,
        constraint order_allocation_pkey primary key (order_id, batch_id),
        constraint order_allocation_line_fkey foreign key (order_id, line) references order_line (order_id, line),
        constraint order_allocation_balance_fkey foreign key (place_id, batch_id) references balance (holder_id, batch_id),
        constraint order_allocation_doses check (doses > 0)
      );
      create index order_allocation_balance on order_allocation (place_id, batch_id);

      -- Who did what, when, and what they said of it; never changed.
      create table order_event (
        id uuid not null,
        order_id uuid not null,
        at timestamptz not null,
        act text not null,
        status text not null,
        actor_id uuid not null,
        actor_name text not null,
        comment text,
        data jsonb not null default '{}',
        constraint order_event_pkey primary key (id),
        constraint order_event_order_fkey foreign key (order_id) references supply_order (id),
        constraint order_event_comment_length check (length(comment) between 1 and 500)
      );
      create index order_event_order on order_event (order_id, at, id);

      -- Shipments named any order until now: what they said stays, what is written from now on must exist.
      alter table shipment add constraint shipment_order_fkey foreign key (order_id) references supply_order (id) not valid;
      create index shipment_order on shipment (order_id) where order_id is not null;
      -- Goes as unusable stock: from quarantine, or of a batch that may not be used; it arrives in quarantine.
      alter table shipment_line add column unusable boolean not null default false;

      grant select, insert, update on supply_order, order_line to jejak_app;
      grant select, insert, update, delete on order_allocation to jejak_app;
      grant select, insert on order_event to jejak_app;
      grant usage on sequence order_serial to jejak_app;
      ${deliveries}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
