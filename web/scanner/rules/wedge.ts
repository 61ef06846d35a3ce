// A hand-held scanner types what it reads, far faster than a person, and ends with Enter. Pure: keys and times in, a
// code out.
const GS = '\u001d';
/** Between two keys of a scanner; people and their fastest fingers need longer. */
const FASTEST_PERSON_MS = 50;
/** Shorter than any code of ours. */
const SHORTEST = 6;

export interface Key {
  key: string;
  ctrlKey?: boolean;
  altKey?: boolean;
  metaKey?: boolean;
}

export interface Wedge {
  /** Takes a key pressed at `now` (milliseconds); answers the code when this key ended one. */
  press(key: Key, now: number): string | undefined;
}

/** FNC1 arrives as GS, as Ctrl+] or as F8, whatever the scanner was set to. */
function characterOf({ key, ctrlKey, altKey, metaKey }: Key): string | undefined {
  if (key === GS || key === 'F8' || (ctrlKey && key === ']')) return GS;
  if (ctrlKey || altKey || metaKey) return undefined;
  return key.length === 1 ? key : undefined;
}

export function createWedge(fastest = FASTEST_PERSON_MS): Wedge {
  let typed = '';
  let last = -Infinity;
  return {
    press(key, now) {
      const quick = now - last <= fastest;
      if (key.key === 'Enter') {
        const code = quick && typed.length >= SHORTEST ? typed : undefined;
        typed = '';
        return code;
      }
      const character = characterOf(key);
      if (character === undefined) return undefined;
      typed = quick ? typed + character : character;
      last = now;
      return undefined;
    },
  };
}
