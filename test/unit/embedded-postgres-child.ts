// A Node process for embedded-postgres.test.ts to kill: starts the server in the directory it is given and stays.
import { startEmbeddedPostgres } from '../../server/kernel/embedded-postgres.ts';

const { port } = await startEmbeddedPostgres({ dir: process.argv[2] ?? '', log: () => undefined });
process.stdout.write(`${port}\n`);
process.stdin.resume();
