// Boxes and pallets with their contents, how a receipt found each line, what became of the missing, and attachments.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Packages0009 implements MigrationInterface {
  name = 'Packages0000000000009'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- A package lies at a place or in a shipment, never in both. Once ended its SSCC names nothing and is not used again.
      create table package (
        id uuid not null,
        sscc char(18) not null,
        kind text not null,
        parent_id uuid,
        place_id uuid,
        shipment_id uuid,
        revision int not null default 1,
        created_at timestamptz not null,
        created_by uuid not null,
        ended_at timestamptz,
        ended_by text,
        constraint package_pkey primary key (id),
        constraint package_sscc_key unique (sscc),
        constraint package_parent_fkey foreign key (parent_id) references package (id),
        constraint package_place_fkey foreign key (place_id) references place (id),
        constraint package_shipment_fkey foreign key (shipment_id) references shipment (id),
        constraint package_kind_known check (kind in ('box', 'pallet')),
        constraint package_sscc_digits check (sscc ~ '^[0-9]{18}$'),
        constraint package_somewhere check (num_nonnulls(place_id, shipment_id) = 1),
        constraint package_two_levels check (parent_id is null or kind = 'box'),
        constraint package_ended_whole check (num_nulls(ended_at, ended_by) in (0, 2)),
        constraint package_ended_alone check (ended_at is null or parent_id is null),
        constraint package_ended_by_known check (ended_by in ('opened', 'repacked', 'emptied', 'short'))
      );
      create index package_place on package (place_id, created_at desc, id desc) where place_id is not null;
      create index package_shipment on package (shipment_id) where shipment_id is not null;
      create index package_parent on package (parent_id) where parent_id is not null;

      -- What a box holds now; a pallet holds boxes.
      create table package_content (
        package_id uuid not null,
        batch_id uuid not null,
        doses int not null,
        constraint package_content_pkey primary key (package_id, batch_id),
        constraint package_content_package_fkey foreign key (package_id) references package (id),
        constraint package_content_batch_fkey foreign key (batch_id) references batch (id),
        constraint package_content_doses check (doses > 0)
      );
      create index package_content_batch on package_content (batch_id);

      -- Which packages a shipment was put together from, and as which revision each was scanned; the boxes on a pallet
      -- stand below the top.
      create table shipment_package (
        shipment_id uuid not null,
        package_id uuid not null,
        revision int not null,
        top boolean not null,
        constraint shipment_package_pkey primary key (shipment_id, package_id),
        constraint shipment_package_shipment_fkey foreign key (shipment_id) references shipment (id),
        constraint shipment_package_package_fkey foreign key (package_id) references package (id)
      );
      create index shipment_package_package on shipment_package (package_id);

      alter table shipment_line
        add vvm char(1),
        add note text,
        add found int not null default 0,
        add lost int not null default 0,
        add charged int not null default 0,
        add constraint shipment_line_vvm_known check (vvm in ('A', 'B', 'C', 'D')),
        add constraint shipment_line_note_length check (length(note) between 1 and 500),
        add constraint shipment_line_settled_not_negative check (least(found, lost, charged) >= 0),
        add constraint shipment_line_settled_once check (found + lost + charged <= coalesce(missing, 0));
      create index shipment_line_unsettled on shipment_line (shipment_id)
        where missing > found + lost + charged;

      -- What the receiver noted about the shipment as a whole: loggers, indicators, condition, documents.
      create table shipment_arrival (
        shipment_id uuid not null,
        received_by uuid not null,
        received_by_name text not null,
        data jsonb not null,
        constraint shipment_arrival_pkey primary key (shipment_id),
        constraint shipment_arrival_shipment_fkey foreign key (shipment_id) references shipment (id)
      );

      -- A picture or a paper that belongs to any document. The bytes stand in attachment_body or in an object store.
      create table attachment (
        id uuid not null,
        document_id uuid not null,
        line int,
        media_type text not null,
        bytes int not null,
        sha256 bytea not null,
        store text not null,
        note text,
        created_at timestamptz not null,
        created_by uuid not null,
        place_id uuid not null,
        constraint attachment_pkey primary key (id),
        constraint attachment_place_fkey foreign key (place_id) references place (id),
        constraint attachment_line_number check (line >= 1),
        constraint attachment_media_type_known check
          (media_type in ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
        constraint attachment_bytes check (bytes > 0),
        constraint attachment_sha256_length check (length(sha256) = 32),
        constraint attachment_store_known check (store in ('database', 's3')),
        constraint attachment_note_length check (length(note) between 1 and 500)
      );
      create index attachment_document on attachment (document_id, created_at);

      create table attachment_body (
        attachment_id uuid not null,
        body bytea not null,
        constraint attachment_body_pkey primary key (attachment_id),
        constraint attachment_body_attachment_fkey foreign key (attachment_id) references attachment (id)
      );
      -- Pictures are compressed already.
      alter table attachment_body alter body set storage external;

      grant select, insert, update on package to jejak_app;
      grant select, insert, update, delete on package_content to jejak_app;
      grant select, insert, delete on shipment_package to jejak_app;
      grant select, insert on shipment_arrival, attachment, attachment_body to jejak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
