// Prometheus metrics (text exposition format 0.0.4), one registry per house so that tests do not share counts.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  requests: Histogram<'method' | 'route' | 'status'>;
  pool: Gauge<'state'>;
  relayLag: Gauge;
  followerLag: Gauge<'follower'>;
  relayStamped: Counter;
  combined: Histogram<'name'>;
  /** Events by name that rooms above count, such as movements and bookings by verdict. */
  events: Counter<'event' | 'outcome'>;
}

/** Makes the registry with the process's default metrics and the service's own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to answer a request, by route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    pool: new Gauge({
      name: 'database_pool_connections',
      help: 'Connections of the database pool by state (total, idle, waiting)',
      labelNames: ['state'],
      registers,
    }),
    relayLag: new Gauge({
      name: 'relay_lag_seconds',
      help: 'Age of the oldest journal row that has no sequence number yet',
      registers,
    }),
    followerLag: new Gauge({
      name: 'follower_lag_rows',
      help: 'Numbered journal rows that a durable follower has not handled yet',
      labelNames: ['follower'],
      registers,
    }),
    relayStamped: new Counter({
      name: 'relay_stamped_total',
      help: 'Journal rows numbered by this process',
      registers,
    }),
    combined: new Histogram({
      name: 'combiner_batch_size',
      help: 'Commands posted together in one transaction',
      labelNames: ['name'],
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
      registers,
    }),
    events: new Counter({
      name: 'ledger_commands_total',
      help: 'Commands to the ledger and the schedule, by kind and outcome',
      labelNames: ['event', 'outcome'],
      registers,
    }),
  };
}
