// The nouns: places as one tree with its paths, products, and batches, each with what may be said of it and no more.
// Nothing here is ever deleted: the ledger refers to it for ever.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Nouns0002 implements MigrationInterface {
  name = 'Nouns0000000000002'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create table place (
        id uuid not null,
        code text not null,
        name text not null,
        store_name text,
        level text not null,
        parent_id uuid,
        area_code text,
        path text collate "C" not null,
        time_zone text not null,
        iso_code text,
        gln char(13),
        latitude double precision,
        longitude double precision,
        origin text not null,
        active boolean not null default true,
        updated_at timestamptz not null,
        constraint place_pkey primary key (id),
        constraint place_code_key unique (code),
        constraint place_path_key unique (path),
        constraint place_gln_key unique (gln),
        constraint place_parent_fkey foreign key (parent_id) references place (id),
        constraint place_code_shape check (code ~ '^[A-Z0-9][A-Z0-9-]{0,31}$'),
        constraint place_name_length check (length(name) between 1 and 200),
        constraint place_level_known check (level in
          ('national', 'province', 'district', 'health_centre', 'hospital', 'clinic', 'post')),
        constraint place_parent_other check (parent_id <> id),
        constraint place_path_shape check (path like '/%/' || code || '/' or path = '/' || code || '/'),
        constraint place_root_alone check ((parent_id is null) = (path = '/' || code || '/')),
        constraint place_gln_digits check (gln ~ '^[0-9]{13}$'),
        constraint place_position_whole check ((latitude is null) = (longitude is null)),
        constraint place_latitude_range check (latitude between -90 and 90),
        constraint place_longitude_range check (longitude between -180 and 180),
        constraint place_origin_known check (origin in ('demo', 'import'))
      );
      create index place_path_prefix on place (path text_pattern_ops);
      create index place_parent on place (parent_id, code);

      create table product (
        id uuid not null,
        code text not null,
        name text not null,
        antigen text,
        program text,
        manufacturer text,
        presentation text,
        gtin char(14) not null,
        doses_per_vial int not null,
        vials_per_box int not null,
        min_celsius numeric(5,1) not null,
        max_celsius numeric(5,1) not null,
        open_vial_hours int not null default 0,
        vvm_type text,
        freeze_sensitive boolean not null default false,
        planning_wastage_percent int not null default 0,
        wastage_allowance_percent int not null default 0,
        note text,
        demo boolean not null default false,
        active boolean not null default true,
        updated_at timestamptz not null,
        constraint product_pkey primary key (id),
        constraint product_code_key unique (code),
        constraint product_gtin_key unique (gtin),
        constraint product_code_shape check (code ~ '^[A-Z0-9][A-Z0-9-]{0,31}$'),
        constraint product_name_length check (length(name) between 1 and 200),
        constraint product_gtin_digits check (gtin ~ '^[0-9]{14}$'),
        constraint product_doses_per_vial_range check (doses_per_vial between 1 and 1000),
        constraint product_vials_per_box_range check (vials_per_box between 1 and 10000),
        constraint product_celsius_order check (min_celsius < max_celsius),
        constraint product_open_vial_hours_range check (open_vial_hours between 0 and 8760),
        constraint product_planning_wastage_range check (planning_wastage_percent between 0 and 99),
        constraint product_wastage_allowance_range check (wastage_allowance_percent between 0 and 99)
      );

      create table batch (
        id uuid not null,
        product_id uuid not null,
        lot text collate "C" not null,
        expiry date not null,
        manufactured_on date,
        status text not null default 'released',
        status_reason text,
        registered_at timestamptz not null,
        constraint batch_pkey primary key (id),
        constraint batch_product_lot_key unique (product_id, lot),
        constraint batch_product_fkey foreign key (product_id) references product (id),
        constraint batch_lot_length check (length(lot) between 1 and 20),
        constraint batch_manufactured_before_expiry check (manufactured_on <= expiry),
        constraint batch_status_known check (status in ('released', 'quarantined', 'recalled'))
      );
      create index batch_registered on batch (registered_at desc, id desc);

      grant select, insert, update on place, product, batch to jejak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
