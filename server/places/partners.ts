// Between which places stock goes: up and down the chain, and between equals under one parent. A national place, such
// as the manufacturer, sends to any.
import { fold, type Directory, type Place } from './directory.ts';

/** Whether stock may go from one place to the other. */
export function maySend(from: Place, to: Place): boolean {
  if (from.id === to.id) return false;
  return (
    from.level === 'national' ||
    to.path.startsWith(from.path) ||
    from.path.startsWith(to.path) ||
    to.parentCode === from.parentCode
  );
}

interface PartnerQuery {
  /** Whether the partners are those to which `place` sends, or those from which it receives. */
  place: Place;
  direction: 'to' | 'from';
  /** Part of a name or code. */
  q: string;
  limit: number;
}

/** The active partners of a place: first those above it, the nearest before the farther, then its equals and those below. */
export function partnersOf(directory: Directory, { place, direction, q, limit }: PartnerQuery): Place[] {
  const above: Place[] = [];
  for (let at = parentOf(directory, place); at; at = parentOf(directory, at)) above.push(at);
  const root = above.at(-1) ?? place;
  const upward = new Set([...above, ...directory.under(root, { level: 'national' })]);
  const around = directory.under(place.level === 'national' ? root : (above[0] ?? place));
  const wanted = fold(q.trim());
  const deals = (other: Place) => (direction === 'to' ? maySend(place, other) : maySend(other, place));
  const found = [...upward, ...around.filter((other) => !upward.has(other))].filter(
    (other) => other.active && deals(other) && fold(`${other.code} ${other.name}`).includes(wanted),
  );
  // Who types a whole code means that place, however many others have it in theirs.
  const meant = found.filter(({ code }) => fold(code) === wanted);
  return [...meant, ...found.filter((other) => !meant.includes(other))].slice(0, limit);
}

const parentOf = (directory: Directory, place: Place) =>
  place.parentCode === null ? undefined : directory.byCode(place.parentCode);
