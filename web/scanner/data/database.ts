// What the phone keeps: the place's data from the last pull, the queue of events, and who this phone is.
// One file says every table; how they change stands beside it.
import Dexie, { type EntityTable, type Table } from 'dexie';
import type { Effect, QueueState } from '../rules/stock.ts';
import type {
  Batch,
  Count,
  Paired,
  PhoneEvent,
  Place,
  Product,
  Pull,
  Result,
  Session,
  Shipment,
  Stock,
  Task,
  Verdict,
  Vial,
} from '../wire.ts';

/** Rows of a pull carry its generation: when a first pull is complete, those of older ones are gone. */
export type Kept<T> = T & { gen: number };

/** States in which an event has not reached the service, or what it said is not settled by the person yet. */
export const OPEN_STATES: readonly QueueState[] = ['waiting', 'sending', 'refused'];

export interface Queued {
  /** Of the event; made once, so that sending it twice does no harm. */
  id: string;
  state: QueueState;
  event: PhoneEvent;
  /** Whose it is: only they, at the same place, may send it. */
  device: string;
  person: string;
  personName: string;
  place: string;
  madeAt: number;
  /** What it is about, in words kept with it: reference data may be gone when it is looked at. */
  about: string;
  /** What it does to the stock here. */
  effects: Effect[];
  tries: number;
  answeredAt?: number;
  verdict?: Verdict;
  problem?: Result['problem'];
  next?: Result['next'];
  warnings?: Result['warnings'];
  /** Pulls that were completed since it was answered; after two its effect is surely in the pulled stock. */
  pulls: number;
  /** Its effect is in the pulled stock. */
  settled: boolean;
  replaces?: string;
  replacedBy?: string;
  asideReason?: string;
  seenAt?: number;
}

export interface Device {
  key: 'device';
  id: string;
  token: string;
  name: string;
  user: Pick<Paired['user'], 'id' | 'name' | 'role'>;
  place: Pick<Pull['place'], 'code' | 'name'> & { timeZone?: string };
  /** The sequence number of the last event made here. */
  seq: number;
  pairedAt: number;
  /** Not extractable; absent where the browser has no WebCrypto. */
  keys?: CryptoKeyPair;
  algorithm?: 'Ed25519' | 'P-256';
}

export interface PullState {
  key: 'pull';
  cursor?: string;
  gen: number;
  /** Whether everything of the first pull has arrived at least once. */
  complete: boolean;
  at?: number;
  /** The service's clock less this phone's, in milliseconds. */
  clockOffset?: number;
}

/** A form that is half filled: it is there again when the page was closed. */
export interface Draft {
  key: string;
  value: unknown;
  at: number;
}

export class PhoneDatabase extends Dexie {
  products!: Table<Kept<Product>, string>;
  places!: Table<Kept<Place>, string>;
  batches!: Table<Kept<Batch>, string>;
  stock!: Table<Kept<Stock>, string>;
  shipments!: Table<Kept<Shipment>, string>;
  tasks!: Table<Kept<Task>, string>;
  sessions!: Table<Kept<Session>, string>;
  vials!: Table<Kept<Vial>, string>;
  counts!: Table<Kept<Count>, string>;
  queue!: EntityTable<Queued, 'id'>;
  meta!: Table<Device | PullState, string>;
  drafts!: EntityTable<Draft, 'key'>;

  constructor(name = 'jejak-scan') {
    super(name);
    this.version(1).stores({
      products: 'id, gtin, gen',
      places: 'code, gln, gen',
      batches: 'id, [product+lot], gen',
      stock: 'batch, gen',
      shipments: 'id, gen',
      tasks: 'id, kind, gen',
      sessions: 'id, gen',
      vials: 'id, batch, gen',
      counts: 'id, gen',
      queue: 'id, state, madeAt, [device+event.deviceSeq]',
      meta: 'key',
      drafts: 'key',
    });
  }
}

export const db = new PhoneDatabase();

export const findDevice = async () => (await db.meta.get('device')) as Device | undefined;
export async function changeDevice(changes: Partial<Device>): Promise<void> {
  await db.meta.update('device', changes as object);
}
export const findPull = async () => (await db.meta.get('pull')) as PullState | undefined;

export const REFERENCE = [
  'products',
  'places',
  'batches',
  'stock',
  'shipments',
  'tasks',
  'sessions',
  'vials',
  'counts',
] as const;
