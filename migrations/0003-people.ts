// People: accounts, API clients, sign-ins with their rotating refresh tokens, counts of login attempts, and the audit
// of who did and saw what, which the application may only append to.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class People0003 implements MigrationInterface {
  name = 'People0000000000003'; // TypeORM orders by the last 13 digits

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create table account (
        id uuid not null,
        username text not null,
        name text not null,
        role text not null,
        place_id uuid not null,
        password_hash text not null,
        status text not null default 'active',
        demo boolean not null default false,
        constraint account_pkey primary key (id),
        constraint account_username_key unique (username),
        constraint account_username_check check (username = lower(username) and length(username) between 1 and 100),
        constraint account_role_check check (role in
          ('warehouse_staff', 'health_centre_staff', 'officer', 'national_officer', 'auditor')),
        constraint account_status_check check (status in ('active', 'locked')),
        constraint account_place_fkey foreign key (place_id) references place (id)
      );
      create index account_place on account (place_id);

      create table api_client (
        id uuid not null,
        client_id text not null,
        secret_hash text not null,
        name text not null,
        scopes text[] not null default '{}',
        place_id uuid not null,
        status text not null default 'active',
        demo boolean not null default false,
        constraint api_client_pkey primary key (id),
        constraint api_client_client_id_key unique (client_id),
        constraint api_client_status_check check (status in ('active', 'locked')),
        constraint api_client_place_fkey foreign key (place_id) references place (id)
      );

      -- One row per signing in: the family of its refresh tokens. Revoking it ends them and every access token of it.
      create table sign_in (
        id uuid not null,
        account_id uuid,
        client_id uuid,
        created_at timestamptz not null,
        revoked_at timestamptz,
        reason text,
        address text not null,
        constraint sign_in_pkey primary key (id),
        constraint sign_in_holder_check check (num_nonnulls(account_id, client_id) = 1),
        constraint sign_in_reason_check check ((revoked_at is null) = (reason is null)),
        constraint sign_in_account_fkey foreign key (account_id) references account (id),
        constraint sign_in_client_fkey foreign key (client_id) references api_client (id)
      );
      create index sign_in_account on sign_in (account_id, id desc) where account_id is not null;
      create index sign_in_revoked on sign_in (revoked_at) where revoked_at is not null;
      create index sign_in_created on sign_in (created_at);

      -- Only hashes: who reads this table can sign in as nobody.
      create table refresh_token (
        hash bytea not null,
        sign_in_id uuid not null,
        issued_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz,
        constraint refresh_token_pkey primary key (hash),
        constraint refresh_token_hash_check check (length(hash) = 32),
        constraint refresh_token_sign_in_fkey foreign key (sign_in_id) references sign_in (id) on delete cascade
      );
      create index refresh_token_sign_in on refresh_token (sign_in_id, expires_at);

      -- In the shape that rate-limiter-flexible wants; unlogged, for a crash may forgive a few wrong passwords.
      create unlogged table login_attempt (
        key varchar(255) not null,
        points integer not null default 0,
        expire bigint,
        constraint login_attempt_pkey primary key (key)
      );

      create table audit (
        id uuid not null,
        at timestamptz not null,
        actor_id uuid,
        actor_name text not null,
        action text not null,
        subject text,
        place_id uuid,
        outcome text not null,
        address text,
        detail jsonb not null default '{}',
        constraint audit_pkey primary key (at, id)
      ) partition by range (at);
      create index audit_actor on audit (actor_id, at) where actor_id is not null;
      create index audit_subject on audit (subject, at) where subject is not null;
      create index audit_place on audit (place_id, at) where place_id is not null;
      create table audit_default partition of audit default;
      insert into monthly_table values ('audit');
      select make_month((now() at time zone 'UTC' + make_interval(months => m))::date) from generate_series(-1, 3) m;

      grant select, insert, update on account, api_client to jejak_app;
      grant select, insert, update, delete on sign_in, refresh_token, login_attempt to jejak_app;
      grant select, insert on audit to jejak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
