// The tables of people as TypeORM sees them.
import { EntitySchema } from 'typeorm';
import type { PersonRole } from './scope.ts';

export type Status = 'active' | 'locked';

export interface AccountRow {
  id: string;
  username: string;
  name: string;
  role: PersonRole;
  placeId: string;
  passwordHash: string;
  status: Status;
  demo: boolean;
  email: string | null;
  /** Whether the daily mail of tasks is wanted. */
  digest: boolean;
  language: string;
}

export interface ApiClientRow {
  id: string;
  clientId: string;
  secretHash: string;
  name: string;
  scopes: string[];
  placeId: string;
  status: Status;
  demo: boolean;
}

export interface SignInRow {
  id: string;
  accountId: string | null;
  clientId: string | null;
  createdAt: Date;
  revokedAt: Date | null;
  reason: string | null;
  address: string;
}

export interface RefreshTokenRow {
  hash: Buffer;
  signInId: string;
  issuedAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
}

export interface AuditRow {
  id: string;
  at: Date;
  actorId: string | null;
  actorName: string;
  action: string;
  subject: string | null;
  placeId: string | null;
  outcome: string;
  address: string | null;
  detail: Record<string, unknown>;
}

export const accountEntity = new EntitySchema<AccountRow>({
  name: 'account',
  columns: {
    id: { type: 'uuid', primary: true },
    username: { type: 'text' },
    name: { type: 'text' },
    role: { type: 'text' },
    placeId: { type: 'uuid' },
    passwordHash: { type: 'text' },
    status: { type: 'text', default: 'active' },
    demo: { type: 'boolean', default: false },
    email: { type: 'text', nullable: true },
    digest: { type: 'boolean', default: false },
    language: { type: 'text', default: 'id' },
  },
});

export const apiClientEntity = new EntitySchema<ApiClientRow>({
  name: 'api_client',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'text' },
    secretHash: { type: 'text' },
    name: { type: 'text' },
    scopes: { type: 'text', array: true, default: '{}' },
    placeId: { type: 'uuid' },
    status: { type: 'text', default: 'active' },
    demo: { type: 'boolean', default: false },
  },
});

export const signInEntity = new EntitySchema<SignInRow>({
  name: 'sign_in',
  columns: {
    id: { type: 'uuid', primary: true },
    accountId: { type: 'uuid', nullable: true },
    clientId: { type: 'uuid', nullable: true },
    createdAt: { type: 'timestamptz' },
    revokedAt: { type: 'timestamptz', nullable: true },
    reason: { type: 'text', nullable: true },
    address: { type: 'text' },
  },
});

export const refreshTokenEntity = new EntitySchema<RefreshTokenRow>({
  name: 'refresh_token',
  columns: {
    hash: { type: 'bytea', primary: true },
    signInId: { type: 'uuid' },
    issuedAt: { type: 'timestamptz' },
    expiresAt: { type: 'timestamptz' },
    usedAt: { type: 'timestamptz', nullable: true },
  },
});

export const auditEntity = new EntitySchema<AuditRow>({
  name: 'audit',
  columns: {
    at: { type: 'timestamptz', primary: true },
    id: { type: 'uuid', primary: true },
    actorId: { type: 'uuid', nullable: true },
    actorName: { type: 'text' },
    action: { type: 'text' },
    subject: { type: 'text', nullable: true },
    placeId: { type: 'uuid', nullable: true },
    outcome: { type: 'text' },
    address: { type: 'text', nullable: true },
    detail: { type: 'jsonb', default: {} },
  },
});

export const peopleEntities = [accountEntity, apiClientEntity, signInEntity, refreshTokenEntity, auditEntity];
