// Work inside one stock room: counts with their calendar, open vials, destructions, checks of vial monitors; and which
// diluent a vaccine is mixed with.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const counts = /* sql */ `
  create table stock_count (
    id uuid not null,
    place_id uuid not null,
    product_id uuid,
    blind boolean not null,
    status text not null default 'started',
    started_at timestamptz not null,
    started_by uuid not null,
    submitted_at timestamptz,
    submitted_by uuid,
    approved_at timestamptz,
    approved_by uuid,
    posted_at timestamptz,
    posted_by uuid,
    cancelled_at timestamptz,
    cancelled_by uuid,
    note text,
    constraint stock_count_pkey primary key (id),
    constraint stock_count_place_fkey foreign key (place_id) references place (id),
    constraint stock_count_product_fkey foreign key (product_id) references product (id),
    constraint stock_count_status_known check (status in ('started', 'submitted', 'approved', 'posted', 'cancelled')),
    constraint stock_count_note_length check (length(note) between 1 and 500)
  );
  create index stock_count_place on stock_count (place_id, started_at desc, id desc);
  -- Of two that begin the same count at once one wins.
  create unique index stock_count_open on stock_count
    (place_id, coalesce(product_id, '00000000-0000-0000-0000-000000000000'))
    where status in ('started', 'submitted', 'approved');

  create table stock_count_line (
    count_id uuid not null,
    batch_id uuid not null,
    available int not null,
    quarantined int not null,
    counted_at timestamptz not null,
    counted_by uuid not null,
    reason text,
    note text,
    constraint stock_count_line_pkey primary key (count_id, batch_id),
    constraint stock_count_line_count_fkey foreign key (count_id) references stock_count (id),
    constraint stock_count_line_batch_fkey foreign key (batch_id) references batch (id),
    constraint stock_count_line_not_negative check (available >= 0 and quarantined >= 0),
    constraint stock_count_line_note_length check (length(note) between 1 and 500)
  );

  -- Obligatory counts: of one product or of the whole store.
  create table count_plan (
    id uuid not null,
    place_id uuid not null,
    product_id uuid,
    every text not null,
    next_due date not null,
    active boolean not null default true,
    updated_at timestamptz not null,
    updated_by uuid not null,
    constraint count_plan_pkey primary key (id),
    constraint count_plan_place_fkey foreign key (place_id) references place (id),
    constraint count_plan_product_fkey foreign key (product_id) references product (id),
    constraint count_plan_every_known check (every in ('week', 'month', 'quarter', 'year'))
  );
  create unique index count_plan_scope on count_plan
    (place_id, coalesce(product_id, '00000000-0000-0000-0000-000000000000'));
  create index count_plan_due on count_plan (next_due) where active;

  grant select, insert, update on stock_count, stock_count_line, count_plan to jejak_app;
`;

const vials = /* sql */ `
  alter table product
    add column diluent text,
    add constraint product_diluent_fkey foreign key (diluent) references product (code),
    add constraint product_diluent_other check (diluent <> code);

  -- A vial that was opened. What was given, wasted and is left adds up to what was in it.
  create table vial (
    id uuid not null,
    place_id uuid not null,
    product_id uuid not null,
    batch_id uuid not null,
    doses int not null,
    given int not null default 0,
    wasted int not null default 0,
    opened_at timestamptz not null,
    opened_by uuid not null,
    discard_at timestamptz not null,
    closed_at timestamptz,
    closed_by uuid,
    closed_on date,
    constraint vial_pkey primary key (id),
    constraint vial_place_fkey foreign key (place_id) references place (id),
    constraint vial_product_fkey foreign key (product_id) references product (id),
    constraint vial_batch_fkey foreign key (batch_id) references batch (id),
    constraint vial_doses check (doses > 1 and given >= 0 and wasted >= 0 and given + wasted <= doses),
    constraint vial_closed check ((closed_at is null) = (closed_by is null)
      and (closed_at is null or given + wasted = doses))
  );
  create index vial_open on vial (place_id, batch_id, opened_at) where closed_at is null;
  create index vial_place on vial (place_id, opened_at desc, id desc);
  create index vial_closed_on on vial (place_id, closed_on) where closed_on is not null;

  -- Doses taken from a vial by one movement.
  create table vial_use (
    movement_id uuid not null,
    vial_id uuid not null,
    doses int not null,
    wasted boolean not null,
    constraint vial_use_pkey primary key (movement_id, vial_id),
    constraint vial_use_vial_fkey foreign key (vial_id) references vial (id),
    constraint vial_use_doses check (doses > 0)
  );
  create index vial_use_vial on vial_use (vial_id);

  -- A day that a place has closed: what is left in its session's vials was wasted.
  create table day_closing (
    place_id uuid not null,
    day date not null,
    closed_at timestamptz not null,
    closed_by uuid not null,
    constraint day_closing_pkey primary key (place_id, day),
    constraint day_closing_place_fkey foreign key (place_id) references place (id)
  );

  grant select, insert, update on vial, day_closing to jejak_app;
  grant select, insert, delete on vial_use to jejak_app;
`;

const destructions = /* sql */ `
  create table destruction (
    id uuid not null,
    place_id uuid not null,
    berita_acara text not null,
    method text not null,
    witnesses jsonb not null,
    note text,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    constraint destruction_pkey primary key (id),
    constraint destruction_place_fkey foreign key (place_id) references place (id),
    constraint destruction_berita_acara_key unique (place_id, berita_acara),
    constraint destruction_berita_acara_length check (length(berita_acara) between 1 and 100),
    constraint destruction_witnesses check (jsonb_array_length(witnesses) >= 2)
  );
  create index destruction_place on destruction (place_id, occurred_at desc, id desc);

  create table destruction_line (
    destruction_id uuid not null,
    batch_id uuid not null,
    quarantined int not null,
    available int not null,
    constraint destruction_line_pkey primary key (destruction_id, batch_id),
    constraint destruction_line_destruction_fkey foreign key (destruction_id) references destruction (id),
    constraint destruction_line_batch_fkey foreign key (batch_id) references batch (id),
    constraint destruction_line_doses check (quarantined >= 0 and available >= 0 and quarantined + available > 0)
  );

  grant select, insert on destruction, destruction_line to jejak_app;
`;

const checks = /* sql */ `
  create table vvm_check (
    id uuid not null,
    place_id uuid not null,
    batch_id uuid not null,
    doses int not null,
    stage text not null,
    note text,
    checked_at timestamptz not null,
    checked_by uuid not null,
    movement_id uuid,
    constraint vvm_check_pkey primary key (id),
    constraint vvm_check_place_fkey foreign key (place_id) references place (id),
    constraint vvm_check_batch_fkey foreign key (batch_id) references batch (id),
    constraint vvm_check_doses check (doses > 0),
    constraint vvm_check_stage_known check (stage in ('A', 'B', 'C', 'D')),
    constraint vvm_check_held check ((movement_id is not null) = (stage in ('C', 'D')))
  );
  create index vvm_check_place on vvm_check (place_id, checked_at desc, id desc);

  grant select, insert on vvm_check to jejak_app;
`;

export class Store0010 implements MigrationInterface {
  name = 'Store0000000000010'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [counts, vials, destructions, checks]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
