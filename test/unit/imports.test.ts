// Imports go down only: the architecture as a test. A service never imports a service beside it, and nothing makes a circle.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Rooms by floor; a room may import its own floor's files only within itself, and everything below. */
const FLOORS: Record<string, number> = {
  'server/gs1': 0,
  'server/kernel': 0,
  'server/places': 1,
  'server/catalogue': 1,
  'server/people': 1,
  'server/tasks': 1,
  'server/attachments': 2,
  'server/ledger': 2,
  'server/distribution': 3,
  'server/trace': 3,
  'server/schedule': 3,
  'server/store': 3,
  'server/insight': 3,
  'server/planning': 3,
  'server/live': 4,
  'server/documents': 4,
  'mobile-api': 4,
  migrations: 4,
  'server/demo': 5,
  server: 5,
};

/** What one room may know of another on its own floor: names of people and places are all nouns. */
const BESIDE: Record<string, string[]> = {
  'server/people': ['server/places'],
  'server/places': ['server/people', 'server/gs1', 'server/catalogue'],
  'server/catalogue': ['server/people', 'server/places'],
  'server/tasks': ['server/people', 'server/places', 'server/catalogue'],
  'server/demo': ['server'],
  server: ['server/demo'],
};

function files(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return files(name);
    return /\.tsx?$/.test(entry.name) ? [name] : [];
  });
}

function roomOf(file: string): string {
  return Object.keys(FLOORS)
    .filter((room) => file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0]!;
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1]!);
  return found.map((target) => path.relative(root, path.resolve(root, path.dirname(file), target)));
}

const sources = ['server', 'migrations', 'mobile-api']
  .filter((folder) => existsSync(path.join(root, folder)))
  .flatMap(files);
const edges = sources.flatMap((file) => importsOf(file).map((target) => [file, target] as const));

describe('architecture', () => {
  it('imports go down only', () => {
    const wrong = edges.filter(([file, target]) => {
      if (!target.startsWith('server/') && !target.startsWith('migrations/')) return false;
      const [from, to] = [roomOf(file), roomOf(target)];
      if (from === to || (BESIDE[from] ?? []).includes(to)) return false;
      return FLOORS[from]! <= FLOORS[to]!;
    });
    expect(wrong.map((edge) => edge.join(' -> '))).toEqual([]);
  });

  it('the pages import gs1 and types, nothing else of the server', () => {
    const wrong = files('web').flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const lines = [
        ...text.matchAll(/import\s+(type\s+)?[^;]*?from\s+'([^']*(?:server|mobile-api)\/[^']+)'/g),
      ];
      return lines
        .filter(([, type, target]) => !type && !/server\/gs1\/(?!symbol)/.test(target!))
        .map(([, , target]) => `${file} -> ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('no file stands in a circle', () => {
    const targets = new Map<string, string[]>();
    for (const [file, target] of edges) targets.set(file, [...(targets.get(file) ?? []), target]);
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (file: string, trail: string[]) => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open')
        return void circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      state.set(file, 'open');
      for (const target of targets.get(file) ?? []) visit(target, [...trail, file]);
      state.set(file, 'done');
    };
    for (const file of sources) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('files stay short enough to read', () => {
    const long = sources.map(
      (file) => [file, readFileSync(path.join(root, file), 'utf8').split('\n').length] as const,
    );
    expect(long.filter(([, lines]) => lines > 400)).toEqual([]);
  });
});
