// Products, and the places that a phone may have to name: its own with all below it, those above and beside it.
import type { Directory, Place } from '../server/places/directory.ts';
import type { Rows } from './pull-shapes.ts';
import type { PhoneRooms } from './rooms.ts';

export function readProducts({ catalogue }: PhoneRooms): Rows['products'] {
  return catalogue.products().map((product) => ({
    id: product.id,
    code: product.code,
    name: product.name,
    antigen: product.antigen,
    gtin: product.gtin,
    dosesPerVial: product.dosesPerVial,
    vialsPerBox: product.vialsPerBox,
    openVialHours: product.openVialHours,
    minCelsius: product.minCelsius,
    maxCelsius: product.maxCelsius,
    vvmType: product.vvmType,
    diluent: product.diluent,
    active: product.active,
  }));
}

/** The places from which and to which stock goes, see `maySend`; the own one first. */
function inReach(directory: Directory, place: Place): Place[] {
  const found = new Set(directory.under(place));
  let at = place;
  while (at.parentCode !== null) {
    const above = directory.byCode(at.parentCode);
    if (!above) break;
    found.add(above);
    at = above;
  }
  // Beside it, under the same parent; and the national ones, which send to any.
  for (const other of directory.under(at))
    if (other.level === 'national' || other.parentCode === place.parentCode) found.add(other);
  return [...found];
}

export function readPlaces({ directory }: PhoneRooms, place: Place): Rows['places'] {
  return inReach(directory, place).map(({ code, name, level, gln, active }) => {
    return { code, name, level, gln, active };
  });
}
