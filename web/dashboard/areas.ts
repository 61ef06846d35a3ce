// Every area of the application: each folder here that has an `area.ts`. The router, the navigation and the texts are
// made from this list.
import type { Area } from '../shared/area.ts';

const found = import.meta.glob<{ default: Area }>('./*/area.ts', { eager: true });

export const areas: readonly Area[] = Object.values(found).map((file) => file.default);
