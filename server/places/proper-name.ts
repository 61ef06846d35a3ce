// Names of areas as people write them: the official list has some in capitals and some with a stray small letter.

const SMALL = new Set(['dan', 'di', 'ke']);
const ABBREVIATIONS = new Set(['DKI', 'STM', 'STL', 'BTS.']);
const ROMAN = /^X{0,3}(IX|IV|V?I{0,3})$/;

function properPart(part: string): string {
  if (ROMAN.test(part) || ABBREVIATIONS.has(part)) return part;
  const rest = part.slice(1);
  const isAllCapitals = part.length > 1 && part === part.toUpperCase();
  return part.charAt(0).toUpperCase() + (isAllCapitals ? rest.toLowerCase() : rest);
}

function properWord(word: string, at: number): string {
  if (at > 0 && SMALL.has(word.toLowerCase())) return word.toLowerCase();
  if (word === 'x') return word; // a times sign, as in 2 x 11 Kayu Tanam
  // The second half of a doubled word may stay small, as in Grong-grong, but not be in capitals.
  if (word !== word.toUpperCase()) return properPart(word);
  return word.split('-').map(properPart).join('-');
}

/** The name in its usual spelling: `KOTA BANDUNG` is Kota Bandung, DKI and Roman numerals keep their capitals. */
export function properName(name: string): string {
  const words = name
    .replace(/\s*\/\s*/g, '/')
    .trim()
    .split(/\s+/);
  return words.map(properWord).join(' ');
}
