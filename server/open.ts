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
  /** Closes the pool, and stops the embedded server when this process started it. */
  close(): Promise<void>;
}

/** Starts or finds the database, migrates it and opens the pool. @throws Error that says what to do. */
export async function openHouse(config: Config): Promise<OpenHouse> {
  const log = createLog(config.logLevel);
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbeddedPostgres({
        dir: path.resolve(config.dataDir, 'postgres'),
        log: (message) => log.info(message),
      });
  const url = config.databaseUrl ?? embedded!.url;
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
        if (embedded && !embedded.reused) await embedded.stop();
      },
    };
  } catch (error) {
    if (embedded && !embedded.reused) await embedded.stop();
    throw error;
  }
}
