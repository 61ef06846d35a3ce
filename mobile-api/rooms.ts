// What pushing and pulling stand on.
import type { Catalogue } from '../server/catalogue/catalogue.ts';
import type { Context } from '../server/kernel/context.ts';
import type { House } from '../server/kernel/house.ts';
import { problems } from '../server/kernel/problem.ts';
import type { Activities } from '../server/ledger/activities.ts';
import type { Directory, Place } from '../server/places/directory.ts';
import type { Vials } from '../server/schedule/appointment.ts';
import type { Vault } from '../server/schedule/vault.ts';
import type { PlanOpening } from '../server/store/vial-open.ts';

export interface PhoneRooms {
  house: House;
  directory: Directory;
  catalogue: Catalogue;
  vault: Vault;
  /** The open vials that doses of appointments are taken from; the store's, handed in. */
  openVials: Vials;
  /** What doses are given for; planning's, handed in. */
  activities: Activities;
  planOpening: PlanOpening;
}

/** The place that a phone belongs to: all that it notes happened there. */
export function ownPlace({ directory }: Pick<PhoneRooms, 'directory'>, { actor }: Context): Place {
  return directory.get(actor.unit.id);
}

/** @throws Problem not_found for what belongs to another place: a phone acts for its own alone. */
export function mustBeOwn({ actor }: Context, placeId: string): void {
  if (placeId !== actor.unit.id) throw problems.not_found();
}
