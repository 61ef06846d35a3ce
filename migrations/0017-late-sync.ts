// What phones bring days late is posted as fast as what happens now: a balance knows when doses last came in, and what left
// before that alone has to be held against the postings since.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ledgerPost } from './0004-ledger-post.ts';

export class LateSync0017 implements MigrationInterface {
  name = 'LateSync0000000000017'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- The newest instant at which doses came into available, quarantined or in_transit. Too late only costs a look.
      alter table balance add column last_in_at timestamptz not null default '-infinity';
      update balance set last_in_at = last_occurred_at;
      ${ledgerPost.replace('create function ledger_post', 'create or replace function ledger_post')}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
