// What travels between the phone and the service: the types of `mobile-api`, under the names that the screens use.
import type {
  EventInput,
  PairedView,
  PushView,
  ResultView,
  Verdict as AnyVerdict,
} from '../../mobile-api/shapes.ts';
import type { PullView, Rows, Section } from '../../mobile-api/pull-shapes.ts';

export type Verdict = AnyVerdict;
export type Paired = PairedView;
export type Pull = PullView;
export type Pushed = PushView;
export type Result = ResultView;
export type PhoneEvent = EventInput;
export type Sections = Rows;
export type SectionName = Section;

export type Product = Rows['products'][number];
export type Place = Rows['places'][number];
export type Batch = Rows['batches'][number];
export type Stock = Rows['stock'][number];
export type Shipment = Rows['shipments'][number];
export type Task = Rows['tasks'][number];
export type Session = Rows['sessions'][number];
export type Appointment = Session['appointments'][number];
export type Vial = Rows['vials'][number];
export type Count = Rows['counts'][number];

type Omitted<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** What happened, before the phone gives it an id, a number and a time. */
export type Fact = Omitted<
  EventInput,
  'id' | 'deviceSeq' | 'occurredAt' | 'place' | 'believed' | 'signature'
>;
export type FactOf<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

/** A batch by its id, or by what the reader read. */
export interface Named {
  batch?: string;
  raw?: string;
}
