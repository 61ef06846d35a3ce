// Planning: activities, doses earmarked for them and what they used; annual needs with their history; a batch's budget.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Planning0013 implements MigrationInterface {
  name = 'Planning0000000000013'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      alter table batch add column budget_source text, add column budget_year int,
        add constraint batch_budget_source check (budget_source in ('apbn', 'apbd', 'hibah', 'other')),
        add constraint batch_budget_year check (budget_year between 2000 and 2200);

      -- A programme's activity, carried out below its place between two days.
      create table activity (
        id uuid constraint activity_pkey primary key,
        code text not null,
        place_id uuid not null,
        kind text not null,
        name_id text not null,
        name_en text not null,
        starts_on date not null,
        ends_on date not null,
        closed_at timestamptz,
        created_at timestamptz not null,
        created_by uuid not null,
        constraint activity_code_key unique (code),
        constraint activity_place_fkey foreign key (place_id) references place (id),
        constraint activity_code_shape check (code ~ '^[A-Z0-9][A-Z0-9-]{0,31}$'),
        constraint activity_kind check (kind in ('routine', 'bias', 'ori', 'campaign')),
        constraint activity_names check (length(name_id) between 1 and 200 and length(name_en) between 1 and 200),
        constraint activity_period check (starts_on <= ends_on)
      );
      create index activity_place on activity (place_id);
      create table activity_product (
        activity_id uuid not null,
        product_id uuid not null,
        constraint activity_product_pkey primary key (activity_id, product_id),
        constraint activity_product_activity_fkey foreign key (activity_id) references activity (id),
        constraint activity_product_product_fkey foreign key (product_id) references product (id)
      );

      -- Doses that a place keeps for an activity; their sum is part of what the balance says is allocated. Rows change
      -- only under the lock of their balance.
      create table earmark (
        activity_id uuid not null,
        place_id uuid not null,
        batch_id uuid not null,
        doses int not null,
        updated_at timestamptz not null,
        constraint earmark_pkey primary key (activity_id, place_id, batch_id),
        constraint earmark_activity_fkey foreign key (activity_id) references activity (id),
        constraint earmark_balance_fkey foreign key (place_id, batch_id) references balance (holder_id, batch_id),
        constraint earmark_doses check (doses > 0)
      );
      create index earmark_balance on earmark (place_id, batch_id);

      -- What was given for an activity: one row for each movement, beside its journal row.
      create table activity_use (
        movement_id uuid constraint activity_use_pkey primary key,
        activity_id uuid not null,
        place_id uuid not null,
        batch_id uuid not null,
        product_id uuid not null,
        doses int not null,
        from_earmark int not null,
        occurred_at timestamptz not null,
        constraint activity_use_activity_fkey foreign key (activity_id) references activity (id),
        constraint activity_use_place_fkey foreign key (place_id) references place (id),
        constraint activity_use_batch_fkey foreign key (batch_id) references batch (id),
        constraint activity_use_doses check (doses > 0 and from_earmark between 0 and doses)
      );
      create index activity_use_activity on activity_use (activity_id, occurred_at);

      -- What a place needs of a product in a year: vials = ceil(population x doses each / usage index).
      create table need (
        id uuid constraint need_pkey primary key,
        place_id uuid not null,
        product_id uuid not null,
        year int not null,
        population int not null,
        doses_each int not null,
        usage_index numeric(6, 2) not null,
        vials int not null,
        doses int not null,
        state text not null default 'draft',
        -- The highest office that approved it.
        approved_level text,
        reason text,
        proposed_by uuid,
        revision int not null default 1,
        updated_at timestamptz not null,
        constraint need_place_product_year_key unique (place_id, product_id, year),
        constraint need_place_fkey foreign key (place_id) references place (id),
        constraint need_product_fkey foreign key (product_id) references product (id),
        constraint need_year check (year between 2000 and 2200),
        constraint need_population check (population >= 0),
        constraint need_doses_each check (doses_each between 1 and 20),
        constraint need_usage_index check (usage_index > 0),
        constraint need_sums check (vials >= 0 and doses >= vials),
        constraint need_state check (state in ('draft', 'proposed', 'approved', 'returned')),
        constraint need_approved check ((state = 'approved') = (approved_level is not null)),
        constraint need_returned check (state <> 'returned' or reason is not null)
      );
      create index need_year_product on need (year, product_id);
      create table need_step (
        id uuid constraint need_step_pkey primary key,
        need_id uuid not null,
        revision int not null,
        act text not null,
        state text not null,
        at timestamptz not null,
        actor_id uuid not null,
        actor_name text not null,
        unit_code text not null,
        reason text,
        population int not null,
        doses_each int not null,
        usage_index numeric(6, 2) not null,
        vials int not null,
        constraint need_step_revision_key unique (need_id, revision),
        constraint need_step_need_fkey foreign key (need_id) references need (id),
        constraint need_step_act check (act in ('create', 'import', 'amend', 'propose', 'approve', 'return'))
      );

      grant select, insert, update on activity, earmark, need to jejak_app;
      grant delete on earmark to jejak_app;
      grant select, insert on activity_product, activity_use, need_step to jejak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
