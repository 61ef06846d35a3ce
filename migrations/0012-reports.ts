// Reports: what each posting means to the stock of its place, and that summed by place, product and day of the place.
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The columns of stock_day that are sums of the view's columns of the same name. */
const FLOWS = [
  'produced',
  'received',
  'returns_received',
  'distributed',
  'returned',
  'used',
  'discarded_open',
  'discarded_closed',
  'destroyed',
  'adjusted_up',
  'adjusted_down',
  'unexplained_up',
  'unexplained_down',
  'expired',
  'available',
  'quarantined',
];

export class Reports0012 implements MigrationInterface {
  name = 'Reports0000000000012'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- Each posting at a place, in the column of the stock report that it belongs to. A reversal takes back in the
      -- column of what it reverses. What a posting takes back at the instant of a count is an adjustment.
      create view stock_flow as
      select p.journal_id, p.recorded_at, p.line, p.holder_id as place_id, p.batch_id, b.product_id, p.occurred_at,
        (p.occurred_at at time zone h.time_zone)::date as day, j.kind, j.document_id, j.reverses_id, t.holder_id as shipment_id,
        case when t.to_id = p.holder_id then t.from_id when t.from_id = p.holder_id then t.to_id end as other_id,
        coalesce(o.data, j.data)->>'reason' as reason,
        case when p.bucket = 'manufactured' then -p.doses else 0 end as produced,
        case when t.to_id = p.holder_id and not starts_with(f.path, h.path) then p.doses else 0 end as received,
        case when (t.to_id = p.holder_id and starts_with(f.path, h.path))
          or (t.from_id = p.holder_id and j.kind <> 'shipment.dispatched') then p.doses else 0 end as returns_received,
        case when t.from_id = p.holder_id and j.kind = 'shipment.dispatched' and not starts_with(h.path, g.path)
          then -p.doses else 0 end as distributed,
        case when t.from_id = p.holder_id and j.kind = 'shipment.dispatched' and starts_with(h.path, g.path)
          then -p.doses else 0 end as returned,
        case when p.bucket = 'administered' then p.doses else 0 end as used,
        case when p.bucket = 'wasted' and x.open then p.doses else 0 end as discarded_open,
        case when p.bucket = 'wasted' and not x.open then p.doses else 0 end as discarded_closed,
        case when p.bucket = 'destroyed' then p.doses else 0 end as destroyed,
        case when p.bucket = 'unexplained' and x.adjusts and p.doses < 0 then -p.doses else 0 end as adjusted_up,
        case when p.bucket = 'unexplained' and x.adjusts and p.doses > 0 then p.doses else 0 end as adjusted_down,
        case when p.bucket = 'unexplained' and not x.adjusts and p.doses < 0 then -p.doses else 0 end as unexplained_up,
        case when p.bucket = 'unexplained' and not x.adjusts and p.doses > 0 then p.doses else 0 end as unexplained_down,
        case when not x.open and (p.bucket = 'wasted' or p.bucket = 'destroyed')
          and (coalesce(o.data, j.data)->>'reason' = 'expired' or (p.occurred_at at time zone h.time_zone)::date > b.expiry)
          then p.doses else 0 end as expired,
        case when p.bucket = 'available' then p.doses else 0 end as available,
        case when p.bucket = 'quarantined' then p.doses else 0 end as quarantined
      from posting p
      join place h on h.id = p.holder_id
      join batch b on b.id = p.batch_id
      join journal j on j.id = p.journal_id and j.recorded_at = p.recorded_at
      left join journal_key k on k.id = j.reverses_id
      left join journal o on o.id = k.id and o.recorded_at = k.recorded_at
      left join transit t on t.holder_id = j.document_id
      left join place f on f.id = t.from_id
      left join place g on g.id = t.to_id
      cross join lateral (select
        coalesce(coalesce(o.data, j.data)->>'reason' = 'open_vial', false) as open,
        coalesce(o.kind, j.kind) = 'movement.adjust' or coalesce(o.kind, j.kind) like 'count.%'
          or p.occurred_at <> j.occurred_at as adjusts) x;

      -- By occurred time in the place's own time zone. Not shed with the journal: reports of old years stay.
      create table stock_day (
        place_id uuid not null,
        day date not null,
        product_id uuid not null,
        ${FLOWS.map((flow) => `${flow} bigint not null default 0,`).join('\n        ')}
        constraint stock_day_pkey primary key (place_id, day, product_id),
        constraint stock_day_place_fkey foreign key (place_id) references place (id),
        constraint stock_day_product_fkey foreign key (product_id) references product (id),
        constraint stock_day_adds_up check (available + quarantined = produced + received + returns_received - distributed
          - returned - used - discarded_open - discarded_closed - destroyed + adjusted_up - adjusted_down
          + unexplained_up - unexplained_down)
      ) with (fillfactor = 80);

      -- What all days come to: the stock after the last of them, from which the stock of earlier days is reckoned back.
      create table stock_sum (
        place_id uuid not null,
        product_id uuid not null,
        available bigint not null,
        quarantined bigint not null,
        first_day date not null,
        constraint stock_sum_pkey primary key (place_id, product_id),
        constraint stock_sum_place_fkey foreign key (place_id) references place (id),
        constraint stock_sum_product_fkey foreign key (product_id) references product (id)
      );
      insert into stock_sum (place_id, product_id, available, quarantined, first_day)
      select o.holder_id, b.product_id, coalesce(sum(o.doses) filter (where o.bucket = 'available'), 0),
        coalesce(sum(o.doses) filter (where o.bucket = 'quarantined'), 0), (select max(month) from shed)
      from opening o join batch b on b.id = o.batch_id join place h on h.id = o.holder_id group by 1, 2;

      grant select on stock_flow to jejak_app;
      grant select, insert, update, delete on stock_day, stock_sum to jejak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
