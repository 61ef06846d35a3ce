// The keys that sign access tokens: from the settings, or, outside production, a random one kept in a private file
// so that a restart ends nobody's session.
import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../kernel/config.ts';

export interface TokenKey {
  kid: string;
  /** Made once: jsonwebtoken is four times slower with a string, which it turns into a key each time. */
  secret: KeyObject;
}

/** RFC 7518 section 3.2: a key for HS256 has at least 256 bits. */
const MINIMUM_BYTES = 32;

/**
 * Reads `kid:base64secret` pairs, newest first, separated by commas.
 * @throws Error that says which pair is wrong, without telling its secret.
 */
export function parseTokenKeys(text: string): TokenKey[] {
  const keys = text.split(',').map((pair, index) => {
    const found = /^\s*([\w.-]{1,64}):([A-Za-z0-9+/_-]+={0,2})\s*$/.exec(pair);
    if (!found) throw new Error(`TOKEN_KEYS: pair ${index + 1} is not of the form kid:base64secret`);
    const bytes = Buffer.from(found[2]!, 'base64');
    if (bytes.length < MINIMUM_BYTES) {
      throw new Error(
        `TOKEN_KEYS: the secret of ${found[1]} has ${bytes.length} bytes, at least ${MINIMUM_BYTES} are needed`,
      );
    }
    return { kid: found[1]!, secret: createSecretKey(bytes) };
  });
  const kids = new Set(keys.map((key) => key.kid));
  if (kids.size !== keys.length) throw new Error('TOKEN_KEYS: each kid may stand there once');
  return keys;
}

async function keptKeys(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a new key beside the file and links it into place: of two processes that start at once one wins. */
async function makeKeys(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `local:${randomBytes(MINIMUM_BYTES).toString('base64')}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * The keys of this service, newest first.
 * @throws Error in production when TOKEN_KEYS is not set: several processes must share keys that somebody looks after.
 */
export async function loadTokenKeys(
  config: Pick<Config, 'tokenKeys' | 'production' | 'dataDir'>,
): Promise<TokenKey[]> {
  if (config.tokenKeys) return parseTokenKeys(config.tokenKeys);
  if (config.production) {
    throw new Error(
      'TOKEN_KEYS must be set in production: kid:secret pairs, newest first, each secret 32 random bytes in base64 ' +
        '(for example: echo "k1:$(openssl rand -base64 32)")',
    );
  }
  const file = path.join(config.dataDir, 'token-keys');
  if ((await keptKeys(file)) === undefined) await makeKeys(file);
  await chmod(file, 0o600);
  return parseTokenKeys((await keptKeys(file))!.trim());
}
