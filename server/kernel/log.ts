// The structured log. Secrets and personal data are redacted by name, whoever logs them.
import { pino, type Logger } from 'pino';

export type Log = Logger;

const secret = ['password', 'accessToken', 'refreshToken', 'client_secret', 'authorization', 'nik', 'phone'];

/** Makes the service's logger at `level`; `silent` for tests. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    redact: { paths: secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '***' },
  });
}
