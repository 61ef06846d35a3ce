// What the service says once it listens: where, and with which demo accounts.
import { networkInterfaces } from 'node:os';
import type { House } from '../kernel/house.ts';

/** This machine's addresses, the local one first. */
function addresses(house: House): string[] {
  const { host, port } = house.config;
  if (host !== '0.0.0.0' && host !== '::') return [`http://${host}:${port}`];
  const others = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((address) => address.family === 'IPv4' && !address.internal)
    .map((address) => `http://${address.address}:${port}`);
  return [`http://localhost:${port}`, ...others];
}

/** Prints the addresses and, for a demo, the accounts to try. */
export function printWelcome(house: House, seconds: number): void {
  const lines = [
    '',
    `  Jejak Vaksin is ready after ${seconds.toFixed(1)} s`,
    ...addresses(house).map((address) => `    ${address}`),
    `    API documentation: ${addresses(house)[0]}/docs`,
  ];
  if (house.config.demo && !house.config.production) {
    lines.push(
      '',
      '  Demo accounts (password: demo)',
      '    kemenkes                 national officer',
      '    biofarma                 warehouse staff of Bio Farma',
      '    dinkes.32  gudang.32     officer and warehouse staff of the province of Jawa Barat',
      '    dinkes.3273 gudang.3273  the same of the city of Bandung',
      '    pkm.P32730101            health-centre staff in Bandung',
      '    auditor                  read-only, whole nation',
      '    API client: chatbot / demo',
      '',
      '  npm run demo   plays the main job against this service, line by line',
    );
  }
  console.log(`${lines.join('\n')}\n`);
}
