// The settings as they are documented: .env.example and the README name each variable of config.ts, with its default.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const source = read('server/kernel/config.ts');
const shape = /const Environment = z\.object\(\{([\s\S]*?)\n\}\);/.exec(source)![1]!;

/** Name and default of each variable; the default is undefined where there is none. */
const variables = shape
  .split('\n')
  .map((line) => /^ {2}([A-Z][A-Z0-9_]*): (.*)$/.exec(line))
  .filter((found) => found !== null)
  .map(([, name, rule]) => {
    const standard = /^count\(([\d_]+)/.exec(rule!)?.[1] ?? /\.default\(([^)]*)\)/.exec(rule!)?.[1];
    return { name: name!, standard: standard?.replace(/^'|'$/g, '').replace(/(?<=\d)_(?=\d)/g, '') };
  });

const example = new Map(
  [...read('.env.example').matchAll(/^#? ?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map((found) => [found[1]!, found[2]!]),
);
const rows = new Map(
  [...read('README.md').matchAll(/^\| `([A-Z][A-Z0-9_]*)` \|([^|]*)\|/gm)].map((found) => [
    found[1]!,
    found[2]!.trim(),
  ]),
);

describe('the documentation of the settings', () => {
  it('finds the variables in config.ts', () => {
    expect(variables.length).toBeGreaterThan(20);
    expect(variables.find(({ name }) => name === 'PORT')?.standard).toBe('3000');
  });

  it.each(variables)('.env.example and the README name $name with its default', ({ name, standard }) => {
    expect(example.has(name), `${name} in .env.example`).toBe(true);
    expect(rows.has(name), `${name} in the README's table`).toBe(true);
    if (standard === undefined) return;
    expect(example.get(name)).toBe(standard);
    expect(rows.get(name)).toBe(`\`${standard}\``);
  });

  it('and nothing else', () => {
    const known = new Set(variables.map(({ name }) => name));
    expect([...example.keys(), ...rows.keys()].filter((name) => !known.has(name))).toEqual([]);
  });
});
