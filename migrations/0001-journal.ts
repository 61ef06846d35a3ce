// The journal: one append-only row per change, its client-made id unique for ever, its number stamped after commit;
// the answers to commands; followers' cursors; months as partitions; the application's role, which may only append.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Journal0001 implements MigrationInterface {
  name = 'Journal0000000000001'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      do $$ begin
        perform pg_advisory_xact_lock(hashtext('jejak_app role'));
        if not exists (select from pg_roles where rolname = 'jejak_app') then create role jejak_app nologin; end if;
        begin
          -- Also for whoever made it: since PostgreSQL 16 a maker may administer a role without being able to set it.
          execute format('grant jejak_app to %I', current_user);
        exception when insufficient_privilege then
          if not pg_has_role(current_user, 'jejak_app', 'member') then
            raise exception 'The role jejak_app exists, but % may not act as it. An administrator can allow it: grant jejak_app to %',
              current_user, current_user;
          end if;
        end;
      end $$;

      create table journal_key (
        id uuid not null,
        hash bytea,
        recorded_at timestamptz not null,
        seq bigint,
        constraint journal_key_pkey primary key (id)
      );
      create unique index journal_key_seq on journal_key (seq) where seq is not null;
      create index journal_key_unstamped on journal_key (recorded_at, id) where seq is null;

      create table journal (
        id uuid not null,
        kind text not null,
        place_id uuid,
        document_id uuid,
        actor_id uuid not null,
        device_id uuid,
        occurred_at timestamptz not null,
        recorded_at timestamptz not null,
        reverses_id uuid,
        data jsonb not null default '{}',
        touched uuid[] not null default '{}',
        constraint journal_pkey primary key (id, recorded_at)
      ) partition by range (recorded_at);
      create index journal_document on journal (document_id, recorded_at) where document_id is not null;
      create index journal_place on journal (place_id, recorded_at) where place_id is not null;

      create table answer (
        id uuid not null,
        recorded_at timestamptz not null,
        status smallint not null,
        body jsonb,
        constraint answer_pkey primary key (id, recorded_at)
      ) partition by range (recorded_at);

      create table follower (
        name text constraint follower_pkey primary key,
        seq bigint not null default 0
      );

      create table monthly_table (
        name text constraint monthly_table_pkey primary key,
        shed_function text
      );
      insert into monthly_table values ('journal'), ('answer');

      -- Makes the partition of a month for every monthly table; harmless when it exists.
      create function make_month(month date) returns void language plpgsql as $$
      declare parent text; child text; first date := date_trunc('month', month)::date;
      begin
        for parent in select name from monthly_table order by name loop
          child := format('%s_%s', parent, to_char(first, 'YYYY_MM'));
          if to_regclass(child) is null then
            execute format('create table %I partition of %I for values from (%L) to (%L)',
              child, parent, first::timestamp at time zone 'UTC', (first + interval '1 month')::timestamp at time zone 'UTC');
          end if;
        end loop;
      end $$;

      -- Rows of a month that nobody prepared are kept all the same.
      create table journal_default partition of journal default;
      create table answer_default partition of answer default;
      select make_month((now() at time zone 'UTC' + make_interval(months => m))::date) from generate_series(-1, 3) m;

      -- Numbers what is committed and has no number yet, in the order of recording. By index whatever the statistics say:
      -- a plain index scan also marks the entries of numbered rows as dead, which a bitmap scan would visit each time.
      create function journal_stamp(p_limit int) returns bigint language sql
        set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
        with fresh as (
          select id, row_number() over (order by recorded_at, id) as n
          from (select id, recorded_at from journal_key where seq is null order by recorded_at, id limit p_limit) f
        ), base as (select coalesce(max(seq), 0) as seq from journal_key where seq is not null),
        stamped as (
          update journal_key k set seq = base.seq + fresh.n from fresh, base where k.id = fresh.id returning k.id
        )
        select count(*) from stamped
      $$;

      -- The numbered rows after a number, in order.
      create function journal_after(p_seq bigint, p_limit int) returns table (seq bigint, id uuid, kind text, place_id uuid,
        document_id uuid, actor_id uuid, occurred_at timestamptz, recorded_at timestamptz, data jsonb, touched uuid[])
        language sql stable
        set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
        select k.seq, j.id, j.kind, j.place_id, j.document_id, j.actor_id, j.occurred_at, j.recorded_at, j.data, j.touched
        from (
          select k.seq, k.id, k.recorded_at from journal_key k where k.seq > p_seq order by k.seq limit p_limit
        ) k join journal j on j.id = k.id and j.recorded_at = k.recorded_at
        order by k.seq
      $$;
      -- One round of the relay in one statement: null when another relay is at it. Each statement of this function sees
      -- what was committed before it began, so the rows are read after the lock is held.
      create function journal_relay(p_lock bigint, p_limit int) returns bigint language plpgsql as $$
      begin
        if not pg_try_advisory_xact_lock(p_lock) then return null; end if;
        return journal_stamp(p_limit);
      end $$;
      revoke all on function journal_stamp, journal_after, journal_relay from public;

      -- Each row is written twice, once to be numbered: its dead versions are cleared by their number, not by a share.
      alter table journal_key set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
        autovacuum_analyze_scale_factor = 0.02);

      revoke all on schema public from public;
      grant execute on function journal_stamp, journal_after, journal_relay to jejak_app;
      grant usage on schema public to jejak_app;
      grant select, insert on journal_key, journal, answer to jejak_app;
      grant update (seq) on journal_key to jejak_app;
      grant select, insert, update on follower to jejak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
