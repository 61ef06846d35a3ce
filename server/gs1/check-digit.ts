// The modulo-10 check digit of GS1 keys (GTIN, GLN, SSCC) and the making of an SSCC.
// GS1 General Specifications, section 7.9 (check digit) and 2.2.1 (SSCC).

const onlyDigits = /^\d+$/;

/**
 * The check digit for a key that still lacks it: weights 3 and 1 alternately, starting with 3 at the right.
 * GS1 General Specifications, section 7.9.1.
 */
export function checkDigit(body: string): string {
  if (!onlyDigits.test(body)) throw new RangeError('a check digit is computed from digits only');
  let sum = 0;
  for (let at = 0; at < body.length; at += 1) {
    sum += Number(body[body.length - 1 - at]) * (at % 2 === 0 ? 3 : 1);
  }
  return String((10 - (sum % 10)) % 10);
}

/** Whether the last digit is the right check digit for those before it. GS1 General Specifications, section 7.9.1. */
export function hasValidCheckDigit(key: string): boolean {
  return key.length > 1 && onlyDigits.test(key) && checkDigit(key.slice(0, -1)) === key.slice(-1);
}

/** Whether this is a GTIN-8, GTIN-12, GTIN-13 or GTIN-14. GS1 General Specifications, section 2.1. */
export function isGtin(text: string): boolean {
  return [8, 12, 13, 14].includes(text.length) && hasValidCheckDigit(text);
}

/** A GTIN of any length as the 14 digits that AI (01) carries. GS1 General Specifications, section 3.2.2. */
export function toGtin14(gtin: string): string {
  return gtin.padStart(14, '0');
}

/** Whether this is a GLN: 13 digits with a check digit. GS1 General Specifications, section 2.4. */
export function isGln(text: string): boolean {
  return text.length === 13 && hasValidCheckDigit(text);
}

/** Whether this is an SSCC: 18 digits with a check digit. GS1 General Specifications, section 2.2.1. */
export function isSscc(text: string): boolean {
  return text.length === 18 && hasValidCheckDigit(text);
}

/**
 * An SSCC: extension digit, GS1 company prefix, serial filled with zeros to 16 digits, check digit.
 * GS1 General Specifications, section 2.2.1. Throws RangeError when the serial no longer fits: reusing one is forbidden.
 */
export function makeSscc(extension: number, companyPrefix: string, serial: number | bigint): string {
  if (!Number.isInteger(extension) || extension < 0 || extension > 9) {
    throw new RangeError('the extension digit of an SSCC is 0 to 9');
  }
  if (!/^\d{4,12}$/.test(companyPrefix)) throw new RangeError('a GS1 company prefix has 4 to 12 digits');
  const room = 16 - companyPrefix.length;
  const reference = String(serial);
  if (!onlyDigits.test(reference) || reference.length > room) {
    throw new RangeError(`the serial of this SSCC has at most ${room} digits`);
  }
  const body = `${extension}${companyPrefix}${reference.padStart(room, '0')}`;
  return body + checkDigit(body);
}
