// Short codes that people read aloud: eight letters and digits without I, L, O and U (Crockford's base 32).
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** Random codes, 40 bits each. The database says when one is taken. */
export function newCodes(count: number): string[] {
  const bytes = randomBytes(count * LENGTH);
  return Array.from({ length: count }, (_, n) => {
    let code = '';
    for (let at = n * LENGTH; at < (n + 1) * LENGTH; at++) code += ALPHABET[bytes[at]! & 31];
    return code;
  });
}

/** A code as typed by people: case, spaces and dashes do not matter, O is 0, I and L are 1. */
export function readCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}
