// Accounts for trying the service out: one per office, store and health centre, all with the password `demo`.
// They share one hash, so that eleven thousand load in a moment and not in minutes. Whoever reads it learns a password
// that is printed at the start anyway; the accounts are marked, and production refuses to load them or let them in.
import type { Sql } from '../kernel/sql.ts';
import type { Level } from '../places/directory.ts';
import { SLOT_SCOPES, type PersonRole } from './scope.ts';

export const DEMO_PASSWORD = 'demo';
export const DEMO_CLIENT = 'chatbot';
/** The manufacturer's own system, with the secret `demo`. */
export const DEMO_MAKER = 'biofarma-erp';

export interface DemoParts {
  newId(): string;
  now: Date;
  /** Argon2: the hasher's `hash`. */
  hash(password: string): Promise<string>;
  /** `config.production`. */
  production?: boolean;
}

interface PlaceOfDemo {
  id: string;
  code: string;
  name: string;
  level: Level;
}

interface DemoAccount {
  username: string;
  name: string;
  role: PersonRole;
  placeId: string;
}

function accountsOf(place: PlaceOfDemo): DemoAccount[] {
  const account = (username: string, name: string, role: PersonRole) => ({
    username: username.toLowerCase(),
    name,
    role,
    placeId: place.id,
  });
  if (place.code === 'BIOFARMA') return [account('biofarma', 'Petugas Gudang Bio Farma', 'warehouse_staff')];
  if (place.code === 'ID') {
    return [
      account('kemenkes', 'Pengelola Program Imunisasi Nasional', 'national_officer'),
      account('auditor', 'Auditor Nasional', 'auditor'),
    ];
  }
  if (place.level === 'province' || place.level === 'district') {
    return [
      account(`dinkes.${place.code}`, `Pengelola Program ${place.name}`, 'officer'),
      account(`gudang.${place.code}`, `Petugas Gudang ${place.name}`, 'warehouse_staff'),
    ];
  }
  if (place.level === 'health_centre')
    return [account(`pkm.${place.code}`, `Petugas ${place.name}`, 'health_centre_staff')];
  return [];
}

/**
 * Loads the demo accounts for all places and the API client `chatbot`; those that exist stay as they are.
 * @returns how many accounts were added.
 * @throws Error in production.
 */
export async function loadDemoAccounts(sql: Sql, { newId, hash, production }: DemoParts): Promise<number> {
  if (production)
    throw new Error('Demo accounts, whose password everybody knows, are not loaded in production');
  const places = await sql.rows<PlaceOfDemo>(
    'select id, code, name, level from place where active order by path',
  );
  const secret = await hash(DEMO_PASSWORD);
  const accounts = places.flatMap(accountsOf).map((account) => ({ ...account, id: newId() }));
  const added = await sql.run(
    /* sql */ `insert into account (id, username, name, role, place_id, password_hash, demo)
      select id, username, name, role, "placeId", $2, true
      from jsonb_to_recordset($1) as e(id uuid, username text, name text, role text, "placeId" uuid)
      on conflict (username) do nothing`,
    [JSON.stringify(accounts), secret],
  );
  await sql.run(
    /* sql */ `insert into api_client (id, client_id, secret_hash, name, scopes, place_id, demo)
      select $1, $2, $3, 'Chatbot pendaftaran (demo)', $4, id, true from place where code = 'ID'
      on conflict (client_id) do nothing`,
    [newId(), DEMO_CLIENT, secret, SLOT_SCOPES],
  );
  await sql.run(
    /* sql */ `insert into api_client (id, client_id, secret_hash, name, scopes, place_id, demo)
      select $1, $2, $3, 'Sistem Bio Farma (demo)', $4, id, true from place where code = 'BIOFARMA'
      on conflict (client_id) do nothing`,
    [newId(), DEMO_MAKER, secret, ['deliveries:write']],
  );
  return added;
}
