// Tasks: what a place must see to, each opened once by one journal row, acknowledged once, and kept for ever.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Trace0006 implements MigrationInterface {
  name = 'Trace0000000000006'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create table task (
        id uuid not null,
        kind text not null,
        place_id uuid not null,
        batch_id uuid,
        document_id uuid,
        cause_id uuid not null,
        data jsonb not null default '{}',
        opened_at timestamptz not null,
        acknowledged_at timestamptz,
        acknowledged_by uuid,
        note text,
        closed_at timestamptz,
        constraint task_pkey primary key (id),
        constraint task_cause_key unique (cause_id, place_id, kind),
        constraint task_place_fkey foreign key (place_id) references place (id),
        constraint task_batch_fkey foreign key (batch_id) references batch (id),
        constraint task_kind_shape check (kind ~ '^[a-z][a-z_]{0,39}$'),
        constraint task_acknowledged_whole check ((acknowledged_at is null) = (acknowledged_by is null)),
        constraint task_acknowledged_closed check (acknowledged_at is null or closed_at is not null)
      );
      create index task_opened on task (opened_at desc, id desc);
      create index task_place on task (place_id, opened_at desc, id desc);
      create index task_batch_open on task (batch_id) where closed_at is null;

      grant select, insert, update on task to jejak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
