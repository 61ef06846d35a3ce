// The pairing code in what was scanned (the address behind the QR code) or typed, if there is one. Pure.

/** Ten characters of Crockford's base 32; people type O for 0, and I or L for 1. */
export function pairingCodeOf(raw: string): string | undefined {
  const text = raw.replace(/^\][A-Za-z][0-9A-Za-z]/, '').trim();
  const given = /[?&]pair=([^&#]+)/.exec(text)?.[1] ?? text;
  const code = given.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(code) ? code : undefined;
}
