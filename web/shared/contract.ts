// The parts of the HTTP API and of the live feed that the pages read. Names are the contract's.
export type Words = { id: string; en: string };

export interface PlaceRef {
  code: string;
  name: string;
  level: string;
  timeZone?: string;
}

export interface User {
  id: string;
  name: string;
  role: string;
  place: PlaceRef & { id: string };
}

export interface SignedIn {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
  user: User;
}

export interface Demo {
  accounts: { username: string; label: Words }[];
  password: string;
}

export interface ProductRef {
  id: string;
  code: string;
  name: string;
}

export type BatchStatus = 'released' | 'quarantined' | 'recalled';

export interface BatchRef {
  id: string;
  lot: string;
  expiry: string;
  status: BatchStatus;
  product: ProductRef;
}

export interface Figures {
  onHand: number;
  available: number;
  /** What may still be promised; the service also keeps back what is usually wasted. */
  free: number;
  reserved: number;
  quarantined: number;
}

/** Where stock stands against the minimum and maximum of its place, if the service says. */
export type StockStatus = 'stock_out' | 'below_minimum' | 'normal' | 'above_maximum' | 'no_limits';

export interface StockItem extends Figures {
  place: PlaceRef;
  batch: BatchRef;
  inbound: number;
  version: number;
  status?: StockStatus;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Balance extends Figures {
  seq?: number;
  place: string;
  batch: string;
  inbound?: number;
  version: number;
}

export interface ShipmentNews {
  seq: number;
  id: string;
  code: string | null;
  status: string | null;
  from: string;
  to: string;
}

export interface AlertNews {
  seq: number;
  /** The journal's kind, such as `batch.recalled`, or `flagged`. */
  kind: string;
  place: string | null;
  batch?: string;
  lot?: string;
  reason?: string;
  /** Of a task: what it is about. */
  about?: string;
}

/** A photo or a paper chosen on the screen and not sent yet. */
export interface Photo {
  /** Of the attachment that it becomes. */
  id: string;
  /** The file itself, as `data:…;base64,…`: the address to show it by. */
  address: string;
  isPicture: boolean;
}

export interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  errors?: { pointer: string; message: string }[];
}
