// Delivery orders of the manufacturer: each line and each package as it was said and what became of it, and the one draft
// shipment that they amount to, amended as they change.
export const deliveries = /* sql */ `
create table delivery_order (
  id uuid not null,
  number text not null,
  from_id uuid not null,
  to_id uuid not null,
  shipment_id uuid,
  note text,
  content_hash bytea not null,
  revision int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint delivery_order_pkey primary key (id),
  constraint delivery_order_number_key unique (from_id, number),
  constraint delivery_order_shipment_key unique (shipment_id),
  constraint delivery_order_number_shape check (number ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  constraint delivery_order_from_fkey foreign key (from_id) references place (id),
  constraint delivery_order_to_fkey foreign key (to_id) references place (id),
  constraint delivery_order_shipment_fkey foreign key (shipment_id) references shipment (id),
  constraint delivery_order_note_length check (length(note) <= 500)
);
create index delivery_order_updated on delivery_order (updated_at desc, id desc);

create table delivery_line (
  delivery_id uuid not null,
  line int not null,
  gtin text not null,
  lot text not null,
  expiry text not null,
  doses int not null,
  batch_id uuid,
  -- Why it was rejected: a code and what its sentence needs; null for an accepted line.
  rejection jsonb,
  constraint delivery_line_pkey primary key (delivery_id, line),
  constraint delivery_line_delivery_fkey foreign key (delivery_id) references delivery_order (id),
  constraint delivery_line_batch_fkey foreign key (batch_id) references batch (id),
  constraint delivery_line_accepted_whole check ((rejection is null) = (batch_id is not null)),
  constraint delivery_line_accepted_doses check (rejection is not null or doses > 0)
);

create table delivery_package (
  delivery_id uuid not null,
  package int not null,
  sscc text not null,
  -- [{line, doses}], lines by their number in this delivery order.
  contents jsonb not null,
  rejection jsonb,
  constraint delivery_package_pkey primary key (delivery_id, package),
  constraint delivery_package_delivery_fkey foreign key (delivery_id) references delivery_order (id)
);
-- A package is in one delivery order at a time.
create unique index delivery_package_sscc on delivery_package (sscc) where rejection is null;

grant select, insert, update on delivery_order to jejak_app;
grant select, insert, delete on delivery_line, delivery_package to jejak_app;
-- The lines of a draft are written anew when its delivery order changes.
grant delete on shipment_line to jejak_app;
`;
