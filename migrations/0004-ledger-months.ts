// Months: partitions are made ahead, rows that came to the default partition move to the month made for them, and
// shed months live on as opening balances. All of it is the owner's alone.
export const ledgerMonths = /* sql */ `
-- What the months that were shed came to: the fold begins here.
create table opening (
  holder_id uuid not null,
  batch_id uuid not null,
  bucket bucket not null,
  doses int not null,
  constraint opening_pkey primary key (holder_id, batch_id, bucket)
);
create table shed (month date constraint shed_pkey primary key);

-- The column that a monthly table is parted by.
create function month_key(parent text) returns name language sql stable as $$
  select a.attname from pg_partitioned_table t join pg_attribute a on a.attrelid = t.partrelid and a.attnum = t.partattrs[0]
  where t.partrelid = parent::regclass
$$;

-- Makes one table's partition of a month and moves there what the default partition holds of it. Answers whether it
-- made one. The new table is attached, not created as a partition, so that writers of other months never wait.
create function make_month_of(parent text, month date) returns boolean
language plpgsql set lock_timeout = '5s' as $$
declare
  first date := date_trunc('month', month)::date;
  child text := format('%s_%s', parent, to_char(first, 'YYYY_MM'));
  since timestamptz := first::timestamp at time zone 'UTC';
  until timestamptz := (first + interval '1 month')::timestamp at time zone 'UTC';
begin
  perform pg_advisory_xact_lock(hashtext('months'));
  if to_regclass(child) is not null or not exists (select from monthly_table t where t.name = parent) then
    return false;
  end if;
  execute format('lock table %I in access exclusive mode', parent || '_default');
  execute format('create table %I (like %I including defaults including constraints)', child, parent);
  execute format('with moved as (delete from %1$I where %2$I >= %3$L and %2$I < %4$L returning *)
    insert into %5$I select * from moved', parent || '_default', month_key(parent), since, until, child);
  execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, child, since, until);
  return true;
end $$;

create or replace function make_month(month date) returns void language sql as $$
  select make_month_of(name, month) from monthly_table order by name
$$;

-- Months of which a default partition holds rows.
create function unmade_months() returns setof date language plpgsql as $$
declare parent text;
begin
  for parent in select name from monthly_table loop
    return query execute format('select distinct date_trunc(''month'', %I at time zone ''UTC'')::date from %I',
      month_key(parent), parent || '_default');
  end loop;
end $$;

-- Sheds a month: its postings are folded into the opening balances in the same transaction.
create function shed_month(month date) returns boolean language plpgsql set lock_timeout = '5s' as $$
declare first date := date_trunc('month', month)::date; suffix text := to_char(first, 'YYYY_MM'); parent text;
begin
  if first > (date_trunc('month', now()) - interval '3 months')::date then
    raise exception 'The month % is too young to be shed', first;
  end if;
  perform pg_advisory_xact_lock(hashtext('months'));
  if to_regclass('posting_' || suffix) is null then return false; end if;
  execute format('insert into opening select holder_id, batch_id, bucket, sum(doses) from %I group by 1, 2, 3
    on conflict (holder_id, batch_id, bucket) do update set doses = opening.doses + excluded.doses', 'posting_' || suffix);
  for parent in select name from monthly_table order by name loop
    execute format('drop table if exists %I', parent || '_' || suffix);
  end loop;
  insert into shed values (first) on conflict do nothing;
  return true;
end $$;

revoke all on function month_key, make_month, make_month_of, unmade_months, shed_month from public;
grant select on opening, shed to jejak_app;
`;
