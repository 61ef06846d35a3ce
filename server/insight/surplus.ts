// What of a stock will expire unused, and where it would be used: pure arithmetic over whole doses and days.

/** Days that goods need to another place and into use there; a batch that expires sooner is not sent. */
export const TRANSPORT_DAYS = 7;
const MONTH_DAYS = 30;

export interface Lot {
  batchId: string;
  /** Usable and unreserved doses; what is reserved is taken to be used. */
  free: number;
  /** Usable doses, reserved ones included. */
  usable: number;
  /** Days until expiry at the place; not negative. */
  days: number;
}

export interface Surplus {
  batchId: string;
  days: number;
  doses: number;
  /** Doses usable now that expire with this batch or before. */
  has: number;
  /** Of these, those that the monthly use consumes until this batch expires. */
  willUse: number;
}

/** Doses that a monthly use consumes in so many days. */
export const usedIn = (monthly: number, days: number): number =>
  Math.floor((monthly * Math.max(0, days)) / MONTH_DAYS);

/**
 * The doses of each batch that will be left over at its expiry, when the stock is used first expiry first.
 * @param monthly doses used in a month at the place.
 */
export function surplusOf(lots: readonly Lot[], monthly: number): Surplus[] {
  const ordered = [...lots].sort((a, b) => a.days - b.days);
  const left: Surplus[] = [];
  let has = 0;
  let used = 0;
  for (const { batchId, usable, free, days } of ordered) {
    has += usable;
    const before = used;
    // What expired unused earlier does not make room: consumption goes on from what was really used.
    used = Math.max(before, Math.min(before + usable, usedIn(monthly, days)));
    const doses = Math.min(free, usable - (used - before));
    if (doses > 0) left.push({ batchId, days, doses, has, willUse: used });
  }
  return left;
}

export interface Taker {
  placeId: string;
  monthly: number;
  usable: number;
  inbound: number;
  maximum: number;
  /** 0 for the same parent, 1 for the same grandparent: the nearer kin is asked first. */
  kin: number;
  /** Null when either place's position is not known. */
  kilometres: number | null;
}

/** How many more doses, expiring in so many days, a place would use besides all that it has or expects. */
export function roomOf(taker: Pick<Taker, 'monthly' | 'usable' | 'inbound'>, days: number): number {
  return Math.max(0, usedIn(taker.monthly, days - TRANSPORT_DAYS) - taker.usable - taker.inbound);
}

export interface Move {
  placeId: string;
  doses: number;
  willUse: number;
  has: number;
  room: number;
  kilometres: number | null;
}

/**
 * Shares a surplus out in whole vials: nearest kin first, then the nearest place, then the one with most room. Takes
 * what it gives from the takers' room, so that several surpluses of one product do not fill the same room.
 */
export function shareOut(
  surplus: Pick<Surplus, 'doses' | 'days'>,
  takers: readonly Taker[],
  dosesPerVial: number,
): Move[] {
  const room = (taker: Taker) => roomOf(taker, surplus.days);
  const far = (taker: Taker) => taker.kilometres ?? Infinity;
  const near = (a: Taker, b: Taker) => (far(a) === far(b) ? 0 : far(a) - far(b));
  const ordered = [...takers].sort((a, b) => a.kin - b.kin || near(a, b) || room(b) - room(a));
  const moves: Move[] = [];
  let left = surplus.doses;
  for (const taker of ordered) {
    const { placeId, monthly, usable, inbound, kilometres } = taker;
    const most = Math.min(left, room(taker));
    const doses = most - (most % dosesPerVial);
    if (doses <= 0) continue;
    moves.push({
      placeId,
      doses,
      willUse: usedIn(monthly, surplus.days - TRANSPORT_DAYS),
      has: usable + inbound,
      room: room(taker),
      kilometres,
    });
    taker.inbound += doses;
    left -= doses;
  }
  return moves;
}
