// The schedule: sessions cut into slots, registrants whose identity is kept only encrypted, appointments, and the
// shortfalls that are open. Nothing is ever deleted.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { scheduleShelves } from './0007-schedule-shelves.ts';

export class Schedule0007 implements MigrationInterface {
  name = 'Schedule0000000000007'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create table vaccination_session (
        id uuid not null,
        place_id uuid not null,
        product_id uuid not null,
        date date not null,
        start_time time(0) not null,
        end_time time(0) not null,
        time_zone text not null,
        slot_minutes int not null,
        capacity_per_slot int not null,
        status text not null default 'open',
        created_at timestamptz not null,
        constraint vaccination_session_pkey primary key (id),
        constraint vaccination_session_place_fkey foreign key (place_id) references place (id),
        constraint vaccination_session_product_fkey foreign key (product_id) references product (id),
        constraint vaccination_session_times check (start_time < end_time),
        constraint vaccination_session_slot_minutes check (slot_minutes between 5 and 480),
        constraint vaccination_session_capacity check (capacity_per_slot between 1 and 1000),
        constraint vaccination_session_status_known check (status in ('open', 'closed'))
      );
      create index vaccination_session_place on vaccination_session (place_id, date, id);
      create index vaccination_session_date on vaccination_session (date, place_id, id);

      -- booked counts against the capacity; promised are the doses still owed (confirmed and checked in).
      create table slot (
        id uuid not null,
        session_id uuid not null,
        place_id uuid not null,
        product_id uuid not null,
        date date not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        capacity int not null,
        booked int not null default 0,
        promised int not null default 0,
        constraint slot_pkey primary key (id),
        constraint slot_session_fkey foreign key (session_id) references vaccination_session (id),
        constraint slot_times check (starts_at < ends_at),
        constraint slot_counts check (0 <= promised and promised <= booked and booked <= capacity)
      ) with (fillfactor = 70);
      create unique index slot_session on slot (session_id, starts_at);
      create index slot_day on slot (place_id, product_id, date);

      -- nik_hash is keyed (HMAC-SHA-256): without the key nobody can try all numbers. cipher is one AES-256-GCM envelope
      -- of NIK, name, birth date and phone.
      create table registrant (
        id uuid not null,
        nik_hash bytea not null,
        cipher bytea not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint registrant_pkey primary key (id),
        constraint registrant_nik_hash_key unique (nik_hash),
        constraint registrant_nik_hash_length check (length(nik_hash) = 32)
      );

      -- Slot and registrant are written with it and never deleted; the audit, not a key per row, sees that they exist.
      create table appointment (
        id uuid not null,
        code text collate "C" not null,
        slot_id uuid not null,
        place_id uuid not null,
        product_id uuid not null,
        program text not null,
        dose smallint not null,
        registrant_id uuid not null,
        status text not null default 'confirmed',
        revision int not null default 1,
        booked_by uuid not null,
        booked_at timestamptz not null,
        updated_at timestamptz not null,
        batch_id uuid,
        movement_id uuid,
        cancel_reason text,
        constraint appointment_pkey primary key (id),
        constraint appointment_code_key unique (code),
        constraint appointment_batch_fkey foreign key (batch_id) references batch (id),
        constraint appointment_code_shape check (code ~ '^[0-9A-HJKMNP-TV-Z]{8}$'),
        constraint appointment_dose_range check (dose between 1 and 20),
        constraint appointment_status_known check (status in
          ('confirmed', 'checked_in', 'administered', 'cancelled', 'no_show')),
        constraint appointment_given check ((status = 'administered') = (movement_id is not null)
          and (movement_id is null) = (batch_id is null)),
        constraint appointment_cancelled check (cancel_reason is null or status = 'cancelled')
      ) with (fillfactor = 80);
      -- One person has each dose of a programme once: promised or given.
      create unique index appointment_once on appointment (registrant_id, program, dose)
        where status in ('confirmed', 'checked_in', 'administered');
      create index appointment_slot on appointment (slot_id);
      create index appointment_batch on appointment (batch_id) where batch_id is not null;
      create index appointment_booked_by on appointment (booked_by, booked_at);

      -- Promises at a place that its usable doses cannot keep. At most one is open for each place and product.
      create table shortfall (
        id uuid not null,
        place_id uuid not null,
        product_id uuid not null,
        doses int not null,
        days jsonb not null,
        opened_at timestamptz not null,
        updated_at timestamptz not null,
        cleared_at timestamptz,
        constraint shortfall_pkey primary key (id),
        constraint shortfall_place_fkey foreign key (place_id) references place (id),
        constraint shortfall_product_fkey foreign key (product_id) references product (id),
        constraint shortfall_doses check (doses > 0)
      );
      create unique index shortfall_open on shortfall (place_id, product_id) where cleared_at is null;

      -- Grows with each change of a place's availability that changes no balance: sessions, capacity given back.
      create table availability_revision (
        place_id uuid not null,
        revision bigint not null,
        constraint availability_revision_pkey primary key (place_id),
        constraint availability_revision_place_fkey foreign key (place_id) references place (id)
      );

      grant select, insert, update on vaccination_session, slot, registrant, appointment, shortfall,
        availability_revision to jejak_app;
      ${scheduleShelves}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
