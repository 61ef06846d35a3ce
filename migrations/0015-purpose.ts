// What doses are for, all along their way: orders, shipment lines, open vials and sessions may name an activity, and
// remember how many of their doses came out of what was kept for it.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Purpose0015 implements MigrationInterface {
  name = 'Purpose0000000000015'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      alter table supply_order add activity_id uuid,
        add constraint supply_order_activity_fkey foreign key (activity_id) references activity (id);
      create index supply_order_activity on supply_order (activity_id) where activity_id is not null;

      -- What of an allocation was kept for the order's activity, and goes back there when it is given up.
      alter table order_allocation add from_earmark int not null default 0,
        add constraint order_allocation_from_earmark check (from_earmark between 0 and doses);

      alter table shipment_line add activity_id uuid, add from_earmark int not null default 0,
        add constraint shipment_line_activity_fkey foreign key (activity_id) references activity (id),
        add constraint shipment_line_from_earmark check (from_earmark between 0 and doses);
      create index shipment_line_activity on shipment_line (activity_id) where activity_id is not null;

      -- What of a vial was kept for its activity when it was opened, and how much of that has been given for it.
      alter table vial add activity_id uuid, add from_earmark int not null default 0,
        add constraint vial_activity_fkey foreign key (activity_id) references activity (id),
        add constraint vial_from_earmark check (from_earmark between 0 and doses);
      create index vial_activity on vial (activity_id) where activity_id is not null;

      alter table vaccination_session add activity_id uuid,
        add constraint vaccination_session_activity_fkey foreign key (activity_id) references activity (id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
