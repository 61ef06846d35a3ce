// What a phone is sent to work without a network: rows that replace rows of the same key, and the keys of those that are gone.
import { z } from 'zod';
import { Day, Moment } from '../server/kernel/shapes.ts';
import { BATCH_STATUSES } from '../server/catalogue/views.ts';
import { PACKAGE_KINDS } from '../server/distribution/packages/package.ts';
import { STATUSES as SHIPMENT_STATUSES } from '../server/distribution/shipment.ts';
import { LEVELS } from '../server/places/directory.ts';
import { STATUSES as APPOINTMENT_STATUSES } from '../server/schedule/statuses.ts';
import { TASK_KINDS } from '../server/tasks/kinds.ts';
import { PlaceRef, UserView } from './shapes.ts';

/** A text in both languages, for the phone may change its own while it is offline. */
const BothLanguages = z.object({ id: z.string(), en: z.string() });
const End = z.object({ code: z.string(), name: z.string() });
const BatchDoses = z.object({ batch: z.uuid(), doses: z.int() });

export const PulledProduct = z.object({
  id: z.uuid(),
  code: z.string(),
  name: z.string(),
  antigen: z.string().nullable(),
  gtin: z.string(),
  dosesPerVial: z.int(),
  vialsPerBox: z.int(),
  openVialHours: z.int(),
  minCelsius: z.number(),
  maxCelsius: z.number(),
  vvmType: z.string().nullable(),
  diluent: z.string().nullable(),
  active: z.boolean(),
});
export const PulledPlace = z.object({
  code: z.string(),
  name: z.string(),
  level: z.enum(LEVELS),
  gln: z.string().nullable(),
  active: z.boolean(),
});
export const PulledBatch = z.object({
  id: z.uuid(),
  product: z.uuid(),
  gtin: z.string(),
  lot: z.string(),
  expiry: Day.meta({ description: "The last day of use, in the place's time zone" }),
  status: z.enum(BATCH_STATUSES),
});
export const PulledStock = z.object({
  batch: z.uuid(),
  onHand: z.int(),
  available: z.int(),
  reserved: z.int(),
  quarantined: z.int(),
  inbound: z.int(),
  version: z.int().meta({ description: 'Keep the highest; `inbound` may change without it' }),
});
export const PulledShipment = z.object({
  id: z.uuid(),
  code: z.string(),
  status: z.enum(SHIPMENT_STATUSES),
  sscc: z.string(),
  from: End,
  to: End,
  dispatchedAt: Moment.nullable(),
  lines: z.array(z.object({ line: z.int(), batch: z.uuid(), doses: z.int(), unusable: z.boolean() })),
  packages: z.array(
    z.object({
      sscc: z.string(),
      kind: z.enum(PACKAGE_KINDS),
      pallet: z.string().nullable().meta({ description: 'SSCC of the pallet that it stands on' }),
      lines: z.array(BatchDoses),
    }),
  ),
});
export const PulledTask = z.object({
  id: z.uuid(),
  kind: z.enum(TASK_KINDS),
  title: BothLanguages,
  detail: BothLanguages,
  weight: z.enum(['urgent', 'warning', 'notice']),
  batch: z.uuid().nullable(),
  product: z.uuid().nullable(),
  document: z.uuid().nullable(),
  canAcknowledge: z.boolean(),
  openedAt: Moment,
  snoozedUntil: Moment.nullable(),
});
export const PulledSession = z.object({
  id: z.uuid(),
  product: z.uuid(),
  date: Day,
  start: z.string().meta({ description: 'HH:MM at the place' }),
  end: z.string().meta({ description: 'HH:MM at the place' }),
  status: z.enum(['open', 'closed']),
  appointments: z.array(
    z.object({
      id: z.uuid(),
      code: z.string().meta({ description: 'What the ticket says' }),
      name: z.string().meta({ description: 'Only initials are shown' }),
      birthYear: z.string(),
      dose: z.int(),
      start: Moment,
      status: z.enum(APPOINTMENT_STATUSES),
    }),
  ),
});
export const PulledVial = z.object({
  id: z.uuid(),
  batch: z.uuid(),
  doses: z.int(),
  remaining: z.int(),
  openedAt: Moment,
  discardAt: Moment,
});
export const PulledCount = z.object({
  id: z.uuid(),
  product: z.uuid().nullable().meta({ description: 'Null: the whole store' }),
  blind: z.boolean().meta({ description: 'What the book says is not to be shown' }),
  status: z.enum(['started', 'submitted', 'approved']),
  startedAt: Moment,
  lines: z
    .array(
      z.object({
        batch: z.uuid(),
        available: z.int().nullable().meta({ description: 'What was counted; null while it was not' }),
        quarantined: z.int().nullable(),
        countedAt: Moment.nullable(),
      }),
    )
    .meta({ description: 'What is to be counted' }),
});

/** The parts of a pull in the order in which they are sent. */
export const SECTIONS = {
  products: PulledProduct,
  places: PulledPlace,
  batches: PulledBatch,
  stock: PulledStock,
  shipments: PulledShipment,
  tasks: PulledTask,
  sessions: PulledSession,
  vials: PulledVial,
  counts: PulledCount,
} as const;
export type Section = keyof typeof SECTIONS;
export const SECTION_NAMES = Object.keys(SECTIONS) as Section[];
export type Rows = { [K in Section]: z.infer<(typeof SECTIONS)[K]>[] };

const Ids = z.array(z.uuid());

export const PullView = z.object({
  cursor: z.string().meta({ description: 'Send it with the next pull' }),
  more: z.boolean().meta({ description: 'There is more now: pull on at once' }),
  reset: z.boolean().meta({ description: 'Forget all that was pulled before; the queue stays' }),
  serverTime: Moment,
  user: UserView,
  place: PlaceRef.extend({ timeZone: z.string() }),
  products: z.array(PulledProduct),
  places: z.array(PulledPlace).meta({ description: 'Above, beside and below the own place' }),
  batches: z.array(PulledBatch).meta({ description: 'In stock here or on their way here' }),
  stock: z.array(PulledStock).meta({ description: 'Of the own place' }),
  shipments: z.array(PulledShipment).meta({ description: 'On their way here, and own drafts' }),
  tasks: z.array(PulledTask).meta({ description: 'Open ones of the own place' }),
  sessions: z.array(PulledSession).meta({ description: "Today's" }),
  vials: z.array(PulledVial).meta({ description: 'Open ones' }),
  counts: z.array(PulledCount).meta({ description: 'Open ones' }),
  removed: z.object({ shipments: Ids, tasks: Ids, sessions: Ids, vials: Ids, counts: Ids }),
});
export type PullView = z.infer<typeof PullView>;
