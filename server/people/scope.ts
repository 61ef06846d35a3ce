// Who may do what: the roles, the lists of them that routes name, and the two actors that are nobody in particular.
import type { Actor } from '../kernel/context.ts';

export const ROLES = [
  'warehouse_staff',
  'health_centre_staff',
  'officer',
  'national_officer',
  'auditor',
] as const;
/** A person's role. */
export type PersonRole = (typeof ROLES)[number];
/** Any actor's role: a person's, an API client's, or the service's own. */
export type Role = PersonRole | 'api_client' | 'system' | 'nobody';

/** Who moves stock, each at their own place and below it. */
export const STOCK_ROLES: readonly Role[] = ['warehouse_staff', 'health_centre_staff'];
/** Who plans, releases and recalls. */
export const OFFICERS: readonly Role[] = ['officer', 'national_officer'];
/** Whoever works with vaccines: everybody but the auditor. */
export const STAFF: readonly Role[] = [...STOCK_ROLES, ...OFFICERS];
/** Every person: whoever may look. */
export const READERS: readonly Role[] = ROLES;
/** Every person and every API client. */
export const EVERYONE: readonly Role[] = [...ROLES, 'api_client'];
/** Who reads the audit. */
export const AUDIT_READERS: readonly Role[] = ['auditor', 'national_officer'];
/** Who registers people and keeps their appointments. */
export const APPOINTMENT_ROLES: readonly Role[] = ['health_centre_staff', 'officer', 'api_client'];

/** What a consumer of slots may do. */
export const SLOT_SCOPES = ['appointments:write', 'appointments:read', 'availability:read'] as const;
/** Besides, the manufacturer's own system says what it delivers. */
export const SCOPES = [...SLOT_SCOPES, 'deliveries:write'] as const;
export type Scope = (typeof SCOPES)[number];

const noUnit = { id: '00000000-0000-0000-0000-000000000000', code: '', path: '' };

/** Acts for the service itself: jobs, followers, loading of reference data. Its empty path begins every path. */
export const systemActor: Actor = Object.freeze({
  id: '00000000-0000-0000-0000-000000000001',
  name: 'Sistem',
  kind: 'system',
  role: 'system' satisfies Role,
  scopes: [],
  unit: noUnit,
});

/** Whoever calls a public route without a token. No place's path begins with its own. */
export const nobody: Actor = Object.freeze({
  id: '00000000-0000-0000-0000-000000000000',
  name: '-',
  kind: 'system',
  role: 'nobody' satisfies Role,
  scopes: [],
  unit: { ...noUnit, path: '\u0000' },
});

/** Whether a signed-in person, client or device acts, not the service and not nobody. */
export function isSignedIn(actor: Actor): boolean {
  return actor.kind !== 'system';
}

/** Whether `path` (a place's) lies at or below the actor's unit. */
export function isWithin(actor: Actor, path: string): boolean {
  return path.startsWith(actor.unit.path);
}
