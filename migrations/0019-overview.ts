// Sums for the overview of an area: what lies in it and is on its way to it, by batch and time zone, and the doses given
// in it by week. Followers keep them for the nation, provinces and districts; smaller areas are added up when asked.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const FIGURES = ['available', 'quarantined', 'in_transit', 'allocated', 'promised', 'allowance', 'opened'];

export class Overview0019 implements MigrationInterface {
  name = 'Overview0000000000019'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- What is in the sums of each balance: the next change adds only what is different since.
      create table area_seen (
        holder_id uuid not null,
        batch_id uuid not null,
        ${FIGURES.map((figure) => `${figure} int not null,`).join('\n        ')}
        constraint area_seen_pkey primary key (holder_id, batch_id)
      ) with (fillfactor = 80);

      -- The expiry is judged by the day of each time zone. What is on its way belongs to where it goes.
      create table area_stock (
        area_id uuid not null,
        batch_id uuid not null,
        time_zone text not null,
        product_id uuid not null,
        ${FIGURES.map((figure) => `${figure} bigint not null,`).join('\n        ')}
        constraint area_stock_pkey primary key (area_id, batch_id, time_zone),
        constraint area_stock_area_fkey foreign key (area_id) references place (id),
        constraint area_stock_batch_fkey foreign key (batch_id) references batch (id)
      ) with (fillfactor = 70);

      -- Doses given, by the Monday of their week at the place.
      create table area_use (
        area_id uuid not null,
        week date not null,
        product_id uuid not null,
        used bigint not null,
        constraint area_use_pkey primary key (area_id, week, product_id),
        constraint area_use_area_fkey foreign key (area_id) references place (id),
        constraint area_use_product_fkey foreign key (product_id) references product (id)
      ) with (fillfactor = 80);

      create index task_stock_out on task (product_id, place_id) where closed_at is null and kind = 'stock_out';

      -- The areas that sums are kept for, each with the places in it.
      create view area_place as
      select a.id as area_id, m.id as place_id, m.time_zone
      from place m cross join lateral unnest(string_to_array(trim(m.path, '/'), '/')) c(code)
      join place a on a.code = c.code and a.level in ('national', 'province', 'district');

      insert into area_use (area_id, week, product_id, used)
      select a.area_id, d.week, d.product_id, sum(d.used) from (
        select place_id, product_id, date_trunc('week', day)::date as week, sum(used) as used from stock_day
        where used <> 0 group by 1, 2, 3
      ) d join area_place a on a.place_id = d.place_id group by 1, 2, 3;

      grant select on area_place to jejak_app;
      grant select, insert, update, delete on area_seen, area_stock, area_use to jejak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
