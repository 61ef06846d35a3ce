// The tables as TypeORM knows them agree with the database: names, types, nullability and primary keys.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entities } from '../../server/entities.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

interface Column {
  name: string;
  type: string;
  length: number | null;
  nullable: boolean;
  key: boolean;
}

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const TYPES: Record<string, string> = {
  int: 'integer',
  timestamptz: 'timestamp with time zone',
  char: 'character',
  varchar: 'character varying',
  'double precision': 'double precision',
  float8: 'double precision',
  decimal: 'numeric',
};

const findColumns = (table: string) =>
  db.house.database.asOwner((sql) =>
    sql.rows<Column>(
      /* sql */ `
    select c.column_name as name, case c.data_type when 'ARRAY' then ltrim(c.udt_name, '_') || '[]'
        when 'USER-DEFINED' then c.udt_name else c.data_type end as type,
      c.character_maximum_length as length, c.is_nullable = 'YES' as nullable,
      exists (select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
        where i.indrelid = c.table_name::regclass and i.indisprimary and a.attname = c.column_name) as key
    from information_schema.columns c where c.table_schema = 'public' and c.table_name = $1 order by 1`,
      [table],
    ),
  );

it('maps at least the nouns and the balances', () => {
  const names = entities.map((entity) => entity.options.tableName ?? entity.options.name);
  expect(names).toEqual(expect.arrayContaining(['place', 'product', 'batch', 'balance']));
  expect(new Set(names).size).toBe(names.length);
});

it.each(entities.map((entity) => [entity.options.name, entity] as const))('%s', async (_, entity) => {
  const meta = db.house.database.source.getMetadata(entity);
  const mapped = meta.columns.map((column) => {
    const type = db.house.database.source.driver.normalizeType(column);
    return {
      name: column.databaseName,
      type: (TYPES[type] ?? type) + (column.isArray ? '[]' : ''),
      length: column.length ? Number(column.length) : null,
      nullable: column.isNullable,
      key: column.isPrimary,
    };
  });
  const found = await findColumns(meta.tableName);
  expect(found.length, `the table ${meta.tableName}`).toBeGreaterThan(0);
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  expect(mapped.sort(byName)).toEqual(found.sort(byName));
});
