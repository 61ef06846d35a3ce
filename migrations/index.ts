// The explicit, ordered list of migrations.
import { Journal0001 } from './0001-journal.ts';

export const migrations = [Journal0001];
