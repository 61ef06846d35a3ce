// The explicit, ordered list of migrations.
import { Journal0001 } from './0001-journal.ts';
import { Nouns0002 } from './0002-nouns.ts';
import { People0003 } from './0003-people.ts';
import { Ledger0004 } from './0004-ledger.ts';
import { Distribution0005 } from './0005-distribution.ts';
import { Trace0006 } from './0006-trace.ts';
import { Schedule0007 } from './0007-schedule.ts';
import { Orders0008 } from './0008-orders.ts';
import { Packages0009 } from './0009-packages.ts';
import { Store0010 } from './0010-store.ts';
import { Insight0011 } from './0011-insight.ts';
import { Tasks0011 } from './0011-tasks.ts';
import { Reports0012 } from './0012-reports.ts';
import { Planning0013 } from './0013-planning.ts';
import { Receiving0014 } from './0014-receiving.ts';
import { Purpose0015 } from './0015-purpose.ts';
import { Phones0016 } from './0016-phones.ts';
import { LateSync0017 } from './0017-late-sync.ts';
import { Overview0019 } from './0019-overview.ts';

export const migrations = [
  Journal0001,
  Nouns0002,
  People0003,
  Ledger0004,
  Distribution0005,
  Trace0006,
  Schedule0007,
  Orders0008,
  Packages0009,
  Store0010,
  Tasks0011,
  Insight0011,
  Reports0012,
  Planning0013,
  Receiving0014,
  Purpose0015,
  Phones0016,
  LateSync0017,
  Overview0019,
];
