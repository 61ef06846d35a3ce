// What phones send and are sent, exactly: pairing, devices, events, verdicts. What they pull is in `pull-shapes.ts`. The
// scanner takes its types from here.
import { z } from 'zod';
import { Doses, Instant, Moment, Uuid } from '../server/kernel/shapes.ts';
import { REASONS, VVM_STAGES } from '../server/ledger/movement.ts';
import { REJECTION_REASONS } from '../server/distribution/receipt.ts';
import { ROLES } from '../server/people/scope.ts';
import { LEVELS } from '../server/places/directory.ts';

/** The most events of one push. */
export const MAX_EVENTS = 500;
const MAX_LINES = 500;

export const PlaceRef = z.object({ id: z.uuid(), code: z.string(), name: z.string(), level: z.enum(LEVELS) });
export const UserView = z.object({ id: z.uuid(), name: z.string(), role: z.enum(ROLES), place: PlaceRef });

// Pairing and devices

export const PairingBody = z.strictObject({
  id: Uuid,
  user: z
    .string()
    .trim()
    .toLowerCase()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Username whose phone it is; your own by default. Officers, for their area' }),
});
export const PairingView = z.object({
  id: z.uuid(),
  code: z.string().meta({ description: 'Ten characters, valid for minutes, once' }),
  expiresAt: Moment,
  url: z.string().meta({ description: 'Opens the scanner with the code' }),
  symbol: z.string().meta({ description: 'The address as a QR code, an SVG text' }),
  user: z.object({ username: z.string(), name: z.string() }),
  place: z.object({ code: z.string(), name: z.string() }),
});
export type PairingView = z.infer<typeof PairingView>;

/** A public key as a JWK (RFC 7517): Ed25519 or P-256, as WebCrypto exports them. */
export const PublicKey = z.union([
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string().regex(/^[\w-]{43}$/) }),
  z.object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().regex(/^[\w-]{43}$/),
    y: z.string().regex(/^[\w-]{43}$/),
  }),
]);
export type PublicKey = z.infer<typeof PublicKey>;

export const DeviceBody = z.strictObject({
  pairingCode: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .meta({ description: 'As shown or typed; spaces, hyphens and case do not matter' }),
  name: z.string().trim().min(1).max(100).meta({ description: 'What the person calls the phone' }),
  publicKey: PublicKey.optional().meta({ description: 'Once given, every event must be signed by its key' }),
});
export const PairedView = z.object({
  id: z.uuid(),
  token: z.string().meta({ description: 'Send it as `Authorization: Bearer …`; it is shown this once' }),
  user: UserView,
  minimumVersion: z
    .string()
    .meta({ description: 'The oldest version of an application that may push and pull' }),
  serverTime: Moment,
});
export type PairedView = z.infer<typeof PairedView>;

export const DeviceView = z.object({
  id: z.uuid(),
  name: z.string(),
  user: z.object({ id: z.uuid(), username: z.string(), name: z.string() }),
  place: z.object({ code: z.string(), name: z.string() }),
  appVersion: z.string().nullable(),
  signs: z.boolean().meta({ description: 'Whether its events are signed' }),
  clockOffsetMs: z.int().nullable().meta({ description: 'How far its clock was behind at its last push' }),
  pairedAt: Moment,
  lastSeenAt: Moment.nullable(),
  revokedAt: Moment.nullable(),
});
export type DeviceView = z.infer<typeof DeviceView>;

// Events

const Raw = z.string().min(1).max(500).meta({ description: 'The code as it was read' });
const Note = z.string().trim().min(1).max(500);
const named = { batch: Uuid.optional(), raw: Raw.optional() };

const common = {
  id: Uuid,
  deviceSeq: z
    .int()
    .positive()
    .meta({ description: 'Counts the events of this pairing from 1, none left out' }),
  occurredAt: Instant.meta({ description: "By the phone's clock" }),
  place: z.string().min(1).max(64).optional().meta({
    description: 'Code of the place for which it was noted; refused when the device now belongs to another',
  }),
  believed: z
    .int()
    .min(0)
    .max(2_000_000_000)
    .optional()
    .meta({ description: 'Doses on hand that the phone showed for this batch just before' }),
  signature: z
    .string()
    .max(200)
    .optional()
    .meta({ description: "base64url, over the event's canonical JSON (RFC 8785) without this member" }),
};

const Reason = z.enum(REASONS);

/** What happened, as a phone noted it. Each kind has its own members; unknown ones are refused. */
export const Event = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    ...named,
    kind: z.literal('administer'),
    doses: Doses.default(1),
    appointment: Uuid.optional(),
    ticket: Raw.optional(),
    vial: Uuid.optional().meta({ description: 'The open vial that it came from' }),
    vvm: z.enum(VVM_STAGES).optional(),
    note: Note.optional(),
  }),
  z.strictObject({
    ...common,
    ...named,
    kind: z.literal('discard'),
    doses: Doses,
    reason: Reason,
    vvm: z.enum(VVM_STAGES).optional(),
    note: Note.optional(),
  }),
  z.strictObject({
    ...common,
    ...named,
    kind: z.literal('quarantine'),
    doses: Doses,
    reason: Reason,
    vvm: z.enum(VVM_STAGES).optional(),
    note: Note.optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('count'),
    count: Uuid.optional().meta({
      description: 'The open count; without it the one that covers the product, or a new one of that product',
    }),
    lines: z
      .array(z.strictObject({ ...named, available: z.int().min(0), quarantined: z.int().min(0).default(0) }))
      .min(1)
      .max(MAX_LINES),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('receive'),
    shipment: Uuid.optional(),
    raw: Raw.optional().meta({
      description: 'Label of the shipment, a pallet or a box: all of it as it was sent',
    }),
    packages: z
      .array(z.string().regex(/^\d{18}$/))
      .min(1)
      .max(1000)
      .optional()
      .meta({ description: 'SSCCs of the packages that arrived' }),
    restMissing: z.boolean().optional().meta({ description: 'What no package covers did not arrive' }),
    lines: z
      .array(
        z.strictObject({
          ...named,
          accepted: z.int().min(0),
          rejected: z
            .array(z.strictObject({ doses: Doses, reason: z.enum(REJECTION_REASONS) }))
            .max(20)
            .optional(),
          missing: z
            .int()
            .min(0)
            .optional()
            .meta({ description: 'By default what is left of the shipped doses' }),
          vvm: z.enum(VVM_STAGES).optional(),
          note: Note.optional(),
        }),
      )
      .min(1)
      .max(MAX_LINES)
      .optional(),
  }),
  z.strictObject({ ...common, kind: z.literal('dispatch'), shipment: Uuid }),
  z.strictObject({
    ...common,
    kind: z.literal('check_in'),
    appointment: Uuid.optional(),
    ticket: Raw.optional(),
  }),
  z.strictObject({ ...common, kind: z.literal('acknowledge'), task: Uuid, note: Note.optional() }),
]);
export type Event = z.output<typeof Event>;
/** An event as a phone writes it. */
export type EventInput = z.input<typeof Event>;
export type EventOf<K extends Event['kind']> = Extract<Event, { kind: K }>;

// Push

export const PushBody = z.strictObject({
  sentAt: Instant.meta({ description: "The phone's clock when it sends" }),
  events: z
    .array(
      z
        .unknown()
        .meta(z.toJSONSchema(Event, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>),
    )
    .min(1)
    .meta({ description: `At most ${MAX_EVENTS}` }),
});
export interface PushInput {
  sentAt: string;
  events: EventInput[];
}

export const VERDICTS = ['recorded', 'repeated', 'flagged', 'refused'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What the person should do about a refusal. */
export const NEXT_STEPS = [
  'scan_again',
  'correct_time',
  'count_stock',
  'set_apart',
  'choose_another_batch',
  'nothing_to_do',
  'wait_and_resend',
  'record_again',
  'record_without_ticket',
  'update_app',
  'pair_again',
  'ask_officer',
] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

export const ProblemView = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  errors: z
    .array(z.object({ pointer: z.string(), message: z.string(), code: z.string().optional() }))
    .optional(),
});

export const ResultView = z.object({
  id: z.string().nullable().meta({ description: "The event's; null when it has none that can be read" }),
  verdict: z.enum(VERDICTS),
  first: z
    .enum(['recorded', 'flagged'])
    .optional()
    .meta({ description: 'Of a repeated event: its first verdict' }),
  problem: ProblemView.optional().meta({ description: 'Why it was refused' }),
  next: z
    .object({ code: z.enum(NEXT_STEPS), text: z.string() })
    .optional()
    .meta({ description: 'What the person should do, in the language of the request' }),
  warnings: z.array(z.looseObject({ code: z.string(), message: z.string() })),
});
export type ResultView = z.infer<typeof ResultView>;

export const PushView = z.object({
  results: z.array(ResultView).meta({ description: 'One for each event, in their order' }),
  missingSeqs: z
    .array(z.object({ from: z.int(), to: z.int() }))
    .meta({ description: 'Numbers of this device that have not arrived, both ends included: send them' }),
  clock: z.object({
    offsetMs: z.int().meta({ description: "How far the phone's clock is behind ours" }),
    implausible: z.boolean().meta({ description: 'It is so far off that its events are flagged' }),
  }),
  serverTime: Moment,
});
export type PushView = z.infer<typeof PushView>;
