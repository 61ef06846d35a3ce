// Shipments: what a sender puts together, sends, and a receiver answers for line by line. A line's answer adds up or is
// not written; an SSCC is never used twice.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Distribution0005 implements MigrationInterface {
  name = 'Distribution0000000000005'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create sequence shipment_serial;
      create sequence sscc_serial;

      create table shipment (
        id uuid not null,
        code text not null,
        from_id uuid not null,
        to_id uuid not null,
        order_id uuid,
        status text not null default 'draft',
        sscc char(18) not null,
        note text,
        reason text,
        revision int not null default 1,
        created_at timestamptz not null,
        created_by uuid not null,
        dispatched_at timestamptz,
        received_at timestamptz,
        returned_at timestamptz,
        constraint shipment_pkey primary key (id),
        constraint shipment_code_key unique (code),
        constraint shipment_sscc_key unique (sscc),
        constraint shipment_from_fkey foreign key (from_id) references place (id),
        constraint shipment_to_fkey foreign key (to_id) references place (id),
        constraint shipment_from_not_to check (from_id <> to_id),
        constraint shipment_status_known check (status in
          ('draft', 'in_transit', 'received', 'received_with_discrepancy', 'cancelled', 'returned')),
        constraint shipment_sscc_digits check (sscc ~ '^[0-9]{18}$'),
        constraint shipment_dispatched_whole check ((dispatched_at is null) = (status in ('draft', 'cancelled'))),
        constraint shipment_received_whole check
          ((received_at is not null) = (status in ('received', 'received_with_discrepancy'))),
        constraint shipment_returned_whole check ((returned_at is not null) = (status = 'returned')),
        constraint shipment_received_after_dispatch check (coalesce(received_at, returned_at) >= dispatched_at),
        constraint shipment_note_length check (length(note) <= 500),
        constraint shipment_reason_length check (length(reason) between 1 and 500)
      );
      create index shipment_created on shipment (created_at desc, id desc);
      create index shipment_from on shipment (from_id, created_at desc, id desc);
      create index shipment_to on shipment (to_id, created_at desc, id desc);

      -- The answer of the receiver is null until it is given; a surplus line of a batch that was not sent has no doses.
      create table shipment_line (
        shipment_id uuid not null,
        line int not null,
        batch_id uuid not null,
        doses int not null,
        accepted int,
        rejected int,
        missing int,
        surplus int,
        constraint shipment_line_pkey primary key (shipment_id, line),
        constraint shipment_line_batch_key unique (shipment_id, batch_id),
        constraint shipment_line_shipment_fkey foreign key (shipment_id) references shipment (id),
        constraint shipment_line_batch_fkey foreign key (batch_id) references batch (id),
        constraint shipment_line_number check (line >= 1),
        constraint shipment_line_doses check (doses > 0 or (doses = 0 and surplus > 0)),
        constraint shipment_line_answer_whole check (num_nulls(accepted, rejected, missing, surplus) in (0, 4)),
        constraint shipment_line_answer_not_negative check (least(accepted, rejected, missing, surplus) >= 0),
        constraint shipment_line_adds_up check (accepted + rejected + missing = doses + surplus),
        constraint shipment_line_missing_or_surplus check (missing = 0 or surplus = 0)
      );
      create index shipment_line_batch on shipment_line (batch_id);

      create table shipment_rejection (
        shipment_id uuid not null,
        line int not null,
        reason text not null,
        doses int not null,
        constraint shipment_rejection_pkey primary key (shipment_id, line, reason),
        constraint shipment_rejection_line_fkey foreign key (shipment_id, line)
          references shipment_line (shipment_id, line),
        constraint shipment_rejection_reason_known check (reason in
          ('frozen', 'broken', 'damaged', 'unlabelled', 'expired', 'vvm', 'excursion', 'other')),
        constraint shipment_rejection_doses check (doses > 0)
      );

      grant select, insert, update on shipment, shipment_line to jejak_app;
      grant select, insert on shipment_rejection to jejak_app;
      grant usage on sequence shipment_serial, sscc_serial to jejak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
