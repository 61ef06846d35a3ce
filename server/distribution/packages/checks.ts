// What must hold of a package before something is done with it at a place.
import type { Place } from '../../places/directory.ts';
import type { Package } from './package.ts';
import { packageProblems } from './problems.ts';

export type PlacedPackage = Package;

/** @throws Problem package_ended, package_in_transit, package_elsewhere, package_changed for another revision. */
export function checkThere(found: Package, place: Place, revision?: number): void {
  const { sscc, endedBy } = found;
  if (endedBy !== null) throw packageProblems.package_ended({ sscc, endedBy });
  if (found.shipmentId !== null) throw packageProblems.package_in_transit({ sscc });
  if (found.placeId !== place.id) throw packageProblems.package_elsewhere({ sscc, place: place.code });
  if (revision !== undefined && revision !== found.revision) {
    throw packageProblems.package_changed({ sscc, revision: found.revision });
  }
}

/** A package that stands on nothing. @throws Problem package_on_pallet. */
export function checkAlone(found: Package, locked: readonly Package[]): void {
  if (found.parentId === null) return;
  const pallet = locked.find(({ id }) => id === found.parentId);
  throw packageProblems.package_on_pallet({ sscc: found.sscc, pallet: pallet?.sscc ?? '' });
}

/** A box at the place that stands on no pallet. @throws Problem not_a_box and as above. */
export function checkFree(found: Package, place: Place, locked: readonly Package[]): void {
  if (found.kind !== 'box') throw packageProblems.not_a_box({ sscc: found.sscc });
  checkThere(found, place);
  checkAlone(found, locked);
}

/** @throws Problem duplicate_package. */
export function checkDistinct(ssccs: readonly string[]): void {
  const twice = ssccs.find((sscc, index) => ssccs.indexOf(sscc) !== index);
  if (twice !== undefined) throw packageProblems.duplicate_package({ sscc: twice });
}
