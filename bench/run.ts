// `npm run bench [name ...]`: runs the benches one after the other, each in a process of its own, and says which failed.
import { spawn } from 'node:child_process';
import path from 'node:path';

const ALL = [
  'ledger',
  'booking',
  'http',
  'live',
  'growth',
  'export',
  'reports',
  'phones',
  'overview',
  'start',
];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !ALL.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${ALL.join(', ')}`);
  process.exit(2);
}

function run(name: string): Promise<boolean> {
  const file = path.join(import.meta.dirname, `${name}.ts`);
  const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)));
}

const failed: string[] = [];
for (const name of named.length > 0 ? named : ALL) {
  console.log(`\n${name}`);
  if (!(await run(name))) failed.push(name);
}
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}`);
  process.exit(1);
}
