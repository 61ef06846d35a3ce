// Phones: pairing codes, shown for minutes and used once, and devices with their tokens, of both only hashes; which of its
// events have arrived from each device, and how far its clock is off.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Phones0016 implements MigrationInterface {
  name = 'Phones0000000000016'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create table device (
        id uuid not null,
        account_id uuid not null,
        -- Where the person belonged when it was paired: a person who moves pairs anew.
        place_id uuid not null,
        name text not null,
        token_hash bytea not null,
        public_key jsonb,
        app_version text,
        paired_at timestamptz not null,
        last_seen_at timestamptz,
        revoked_at timestamptz,
        revoked_by uuid,
        -- The numbers of its events that have arrived, and how far its clock was behind at its last push.
        arrived int8multirange not null default '{}',
        clock_offset_ms bigint,
        clock_wrong boolean not null default false,
        constraint device_pkey primary key (id),
        constraint device_token_key unique (token_hash),
        constraint device_token_hash_check check (length(token_hash) = 32),
        constraint device_name_check check (length(name) between 1 and 100),
        constraint device_revoked_check check ((revoked_at is null) = (revoked_by is null)),
        constraint device_account_fkey foreign key (account_id) references account (id),
        constraint device_place_fkey foreign key (place_id) references place (id)
      );
      create index device_account on device (account_id, id desc);
      create index device_place on device (place_id, id desc);

      create table pairing (
        id uuid not null,
        code_hash bytea not null,
        account_id uuid not null,
        place_id uuid not null,
        offered_by uuid not null,
        offered_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz,
        device_id uuid,
        constraint pairing_pkey primary key (id),
        constraint pairing_code_key unique (code_hash),
        constraint pairing_code_hash_check check (length(code_hash) = 32),
        constraint pairing_used_check check ((used_at is null) = (device_id is null)),
        constraint pairing_account_fkey foreign key (account_id) references account (id),
        constraint pairing_place_fkey foreign key (place_id) references place (id),
        constraint pairing_device_fkey foreign key (device_id) references device (id)
      );

      -- Numbered rows after p_seq, of the next p_limit, that may matter to a place; and how far that reaches. By index
      -- whatever the statistics say, as journal_after.
      create function journal_of_place(p_seq bigint, p_limit int, p_place uuid, p_code text)
        returns table (seq bigint, kind text, document_id uuid, data jsonb, touched text)
        language sql stable
        set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
        with k as materialized (
          select k.seq, k.id, k.recorded_at from journal_key k where k.seq > p_seq order by k.seq limit p_limit
        )
        select k.seq, j.kind, j.document_id, j.data, array_to_string(j.touched, ',')
        from k join journal j on j.id = k.id and j.recorded_at = k.recorded_at
        where j.place_id = p_place or p_place = any(j.touched)
          or (j.kind like 'shipment.%' and p_code in (j.data ->> 'from', j.data ->> 'to'))
          or j.kind in ('batch.recalled', 'batch.quarantined', 'batch.released', 'products.imported', 'places.imported')
          or (j.kind = 'appointment.rescheduled' and j.data -> 'from' ->> 'place' = p_place::text)
        union all
        (select k.seq, null, null, null, null from k order by k.seq desc limit 1)
      $$;
      revoke all on function journal_of_place from public;
      grant execute on function journal_of_place to jejak_app;

      grant select, insert, update on device to jejak_app;
      grant select, insert, update, delete on pairing to jejak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
