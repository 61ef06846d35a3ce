// Settings for tests: quiet, with fixed keys, and nothing read from the machine's environment.
import { tmpdir } from 'node:os';
import { readConfig, type Config } from '../../server/kernel/config.ts';

const REGISTRANT_KEY = Buffer.alloc(32, 7).toString('base64');
const TOKEN_KEYS = `test:${Buffer.alloc(32, 9).toString('base64')}`;

/** The settings of a test house, with some of them changed. */
export function testConfig(changes: Partial<Config> = {}): Config {
  const config = readConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    DATABASE_POOL: '16',
    DATA_DIR: tmpdir(),
    DEMO: 'true',
    REGISTRANT_KEY,
    TOKEN_KEYS,
  });
  return { ...config, ...changes };
}
