// The pallets that a delivery order's boxes stand on.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Receiving0014 implements MigrationInterface {
  name = 'Receiving0000000000014'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      alter table delivery_package add pallet text;
      create index delivery_package_pallet on delivery_package (pallet) where pallet is not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
