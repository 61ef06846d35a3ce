// Which demo accounts a visitor may try, for the sign-in page; there is no such thing in production.
import { z } from 'zod';
import { problems } from '../kernel/problem.ts';
import { route, type Route } from '../kernel/route.ts';
import type { Sql } from '../kernel/sql.ts';
import { DEMO_PASSWORD } from './demo-accounts.ts';
import type { People } from './people.ts';
import type { PersonRole } from './scope.ts';

const DemoView = z.object({
  accounts: z.array(z.object({ username: z.string(), label: z.object({ id: z.string(), en: z.string() }) })),
  password: z.string(),
});

interface Found {
  username: string;
  role: PersonRole;
  placeName: string;
}

/** One account for each role and level; where there are many, West Java and the city of Bandung go first. */
const ONE_OF_EACH = /* sql */ `
  select username, role, "placeName" from (
    select distinct on (a.role, p.level, p.code = 'BIOFARMA') a.username, a.role, p.name as "placeName", p.path
    from account a join place p on p.id = a.place_id where a.demo and a.status = 'active'
    order by a.role, p.level, p.code = 'BIOFARMA', p.path not like '/ID/32/3273/%', p.path not like '/ID/32/%', p.path
  ) found order by length(path) - length(replace(path, '/', '')), role desc, username`;

const ROLE_NAMES: Record<PersonRole, { id: string; en: string }> = {
  warehouse_staff: { id: 'Petugas gudang', en: 'Warehouse staff' },
  health_centre_staff: { id: 'Petugas puskesmas', en: 'Health-centre staff' },
  officer: { id: 'Pengelola program', en: 'Officer' },
  national_officer: { id: 'Pengelola program nasional', en: 'National officer' },
  auditor: { id: 'Auditor (hanya melihat)', en: 'Auditor (read-only)' },
};

async function findDemo(sql: Sql): Promise<z.input<typeof DemoView> | undefined> {
  const found = await sql.rows<Found>(ONE_OF_EACH);
  if (found.length === 0) return undefined;
  const label = ({ role, placeName }: Found) => ({
    id: `${ROLE_NAMES[role].id} · ${placeName}`,
    en: `${ROLE_NAMES[role].en} · ${placeName}`,
  });
  return {
    accounts: found.map((row) => ({ username: row.username, label: label(row) })),
    password: DEMO_PASSWORD,
  };
}

/** The route that lists demo accounts. */
export function demoRoutes({ house }: People): Route[] {
  let known: z.input<typeof DemoView> | undefined;
  return [
    route({
      method: 'get',
      path: '/api/v1/demo',
      summary: 'Demo accounts to try the service with; 404 where there are none',
      tag: 'People',
      role: 'public',
      response: DemoView,
      problems: ['not_found'],
      async handle({ tx }) {
        if (house.config.production) throw problems.not_found();
        known ??= await findDemo(tx);
        if (!known) throw problems.not_found();
        return known;
      },
    }),
  ];
}
