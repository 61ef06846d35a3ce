// Insight: minimum and maximum of each place and product, how long supply takes by level, which days' clock-driven
// alerts were judged; and the daily mail, one row for each person and day so that it is sent once.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Insight0011 implements MigrationInterface {
  name = 'Insight0000000000011'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- Months between two deliveries, and from asking to receiving, for places of a level.
      create table supply_time (
        level text not null,
        distribution_months numeric(4,2) not null,
        lead_months numeric(4,2) not null,
        changed_at timestamptz,
        changed_by uuid,
        constraint supply_time_pkey primary key (level),
        constraint supply_time_level_known check (level in
          ('national', 'province', 'district', 'health_centre', 'hospital', 'clinic', 'post')),
        constraint supply_time_range check (distribution_months between 0 and 24 and lead_months between 0 and 24),
        constraint supply_time_changed_whole check ((changed_at is null) = (changed_by is null))
      );
      insert into supply_time values ('national', 3, 1), ('province', 2, 0.5), ('district', 1, 0.5),
        ('health_centre', 1, 0.25), ('hospital', 1, 0.25), ('clinic', 1, 0.25), ('post', 1, 0.25);

      -- What the formula says stands beside what a person set; the latter counts and is never overwritten by the former.
      create table threshold (
        place_id uuid not null,
        product_id uuid not null,
        issues int not null default 0,
        stock_out_days int not null default 0,
        window_from date,
        window_to date,
        monthly numeric(14,4) not null default 0,
        computed_minimum int not null default 0,
        computed_maximum int not null default 0,
        computed_at timestamptz,
        manual_minimum int,
        manual_maximum int,
        reason text,
        set_at timestamptz,
        set_by uuid,
        minimum int not null generated always as (coalesce(manual_minimum, computed_minimum)) stored,
        maximum int not null generated always as (coalesce(manual_maximum, computed_maximum)) stored,
        constraint threshold_pkey primary key (place_id, product_id),
        constraint threshold_place_fkey foreign key (place_id) references place (id),
        constraint threshold_product_fkey foreign key (product_id) references product (id),
        constraint threshold_computed_order check (computed_minimum between 0 and computed_maximum),
        constraint threshold_manual_order check (manual_minimum between 0 and manual_maximum),
        constraint threshold_manual_whole check
          (num_nulls(manual_minimum, manual_maximum, reason, set_at, set_by) in (0, 5)),
        constraint threshold_reason_length check (length(reason) between 1 and 500)
      );

      create table judged_day (
        time_zone text not null,
        day date not null,
        judged_at timestamptz not null,
        constraint judged_day_pkey primary key (time_zone)
      );

      alter table account
        add column email text,
        add column digest boolean not null default false,
        add column language text not null default 'id',
        add constraint account_email_length check (length(email) between 3 and 254),
        add constraint account_digest_needs_email check (not digest or email is not null),
        add constraint account_language_known check (language in ('id', 'en'));
      create index account_digest on account (place_id) where digest;

      create table digest_mail (
        account_id uuid not null,
        day date not null,
        claimed_at timestamptz not null,
        attempts int not null,
        outcome text not null,
        tasks int,
        detail text,
        constraint digest_mail_pkey primary key (account_id, day),
        constraint digest_mail_account_fkey foreign key (account_id) references account (id),
        constraint digest_mail_outcome_known check (outcome in ('claimed', 'sent', 'nothing', 'failed')),
        constraint digest_mail_attempts check (attempts between 1 and 100)
      );
      create index digest_mail_day on digest_mail (day);

      grant select, update on supply_time to jejak_app;
      grant select, insert, update on threshold, judged_day to jejak_app;
      grant select, insert, update, delete on digest_mail to jejak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
