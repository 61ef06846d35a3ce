// Opens the house on its database: the one that the settings name, or the embedded server in the data directory.
import path from 'node:path';
import { migrations } from '../migrations/index.ts';
import { entities } from './entities.ts';
import type { Config } from './kernel/config.ts';
import { openDatabase } from './kernel/database.ts';
import { startEmbeddedPostgres } from './kernel/embedded-postgres.ts';
import { createHouse, type House } from './kernel/house.ts';
import { createLog } from './kernel/log.ts';

export interface OpenHouse {
  house: House;
  /** The owner's connection: jobs and months need it. */
  ownerUrl: string;
  /** Closes the pool and stops the embedded server, if it is this process's to stop. */
  close(): Promise<void>;
}

/**
 * Starts or finds the database, migrates it and opens the pool.
 * @param options.serves true for the service itself, which takes over an embedded server that a killed process left
 *   behind and stops it at its end; a tool beside it stops only a server that it started.
 * @throws Error that says what to do.
 */
export async function openHouse(config: Config, options: { serves?: boolean } = {}): Promise<OpenHouse> {
  const log = createLog(config.logLevel);
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbeddedPostgres({
        dir: path.resolve(config.dataDir, 'postgres'),
        log: (message) => log.info(message),
      });
  const url = config.databaseUrl ?? embedded!.url;
  const stopEmbedded = async () => {
    if (embedded && (options.serves || !embedded.reused)) await embedded.stop();
  };
  try {
    const ownerUrl = config.databaseOwnerUrl ?? url;
    const database = await openDatabase({
      url,
      ownerUrl,
      config,
      entities,
      migrations,
    });
    const house = createHouse({ config, log, database });
    return {
      house,
      ownerUrl,
      close: async () => {
        await database.close();
        await stopEmbedded();
      },
    };
  } catch (error) {
    await stopEmbedded();
    throw error;
  }
}
