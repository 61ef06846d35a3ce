// What an area of the application consists of: its screens, its places in the navigation, its texts. An area is a
// folder with an `area.ts`; `dashboard/areas.ts` finds it there, so that adding one touches no file of another.
import type { Icon } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { User } from './contract.ts';
import type { Same } from './i18n/id.ts';

export type RoleName = 'warehouse_staff' | 'health_centre_staff' | 'officer' | 'national_officer' | 'auditor';

/** Who moves stock. */
export const stockRoles: readonly RoleName[] = ['warehouse_staff', 'health_centre_staff'];
/** Who plans, releases and recalls. */
export const officerRoles: readonly RoleName[] = ['officer', 'national_officer'];

/** The headings of the navigation, in their order. */
export const navGroups = ['today', 'stock', 'distribution', 'service', 'insight'] as const;
export type NavGroup = (typeof navGroups)[number];

export interface Screen {
  /** As the router writes it: `/shipments/$id`. */
  path: string;
  /** Its file is fetched only when somebody goes there. */
  load: () => Promise<{ default: ComponentType }>;
  /** Reads what stands after the `?`; left out, it stays as it is. */
  search?: (given: Record<string, unknown>) => object;
}

export interface NavEntry<Key extends string = string> {
  path: string;
  /** A key of the area's own texts. */
  label: Key;
  icon: Icon;
  group: NavGroup;
  /** Within its group, smallest first. */
  order: number;
  /** Its rank for the bar at the bottom of a phone, where the four smallest stand; the others are under “More”. */
  bar?: number;
  /** Everybody when left out. */
  roles?: readonly RoleName[];
  /** What else must be true of the person, such as the kind of place. */
  when?: (user: User) => boolean;
}

export interface Area {
  name: string;
  screens: readonly Screen[];
  nav: readonly NavEntry[];
  texts: { id: object; en: object };
}

/** Checks an area's parts against each other: both languages have the same keys, and each label is one of them. */
export function defineArea<T extends object>(area: {
  /** The first part of its texts' keys: `t('shipments.title')`. */
  name: string;
  texts: { id: T; en: Same<T> };
  screens: readonly Screen[];
  nav: readonly NavEntry<keyof T & string>[];
}): Area {
  return area;
}

/** The entries that a person sees, in the order of the groups. */
export function entriesFor(areas: readonly Area[], user: User): (NavEntry & { text: string })[] {
  return areas
    .flatMap((area) => area.nav.map((entry) => ({ ...entry, text: `${area.name}.${entry.label}` })))
    .filter(({ roles }) => !roles || (roles as readonly string[]).includes(user.role))
    .filter(({ when }) => !when || when(user))
    .sort((a, b) => navGroups.indexOf(a.group) - navGroups.indexOf(b.group) || a.order - b.order);
}
