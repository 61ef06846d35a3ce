// The only reader of process.env. Every setting and every limit of the service stands here with its unit.
import { z } from 'zod';

const flag = z
  .enum(['true', 'false', '1', '0', ''])
  .transform((text) => text === 'true' || text === '1')
  .optional();
const count = (fallback: number, max = 1_000_000) =>
  z.coerce.number().int().min(0).max(max).default(fallback);

const version = z.string().regex(/^\d+\.\d+\.\d+$/);

const Environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: count(3000, 65_535),
  HOST: z.string().default('0.0.0.0'),
  DATABASE_URL: z.string().optional(),
  DATABASE_OWNER_URL: z.string().optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(100).default(8),
  DATA_DIR: z.string().default('.data'),
  DEMO: flag,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  TRUST_PROXY: count(0, 10),
  TOKEN_KEYS: z.string().optional(),
  REGISTRANT_KEY: z.string().optional(),
  ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(1).max(86_400).default(900),
  REFRESH_TOKEN_DAYS: z.coerce.number().int().min(1).max(365).default(30),
  BACKDATE_DAYS: count(30, 3650),
  CLOCK_SKEW_SECONDS: count(300, 3600),
  MAX_BODY_BYTES: count(1_000_000, 100_000_000),
  ATTACHMENT_MAX_BYTES: count(5_000_000, 50_000_000),
  S3_ENDPOINT: z.string().optional(),
  S3_REGION: z.string().default('auto'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  MAX_DOSES: count(100_000_000, 1_000_000_000),
  COMBINE_MAX: z.coerce.number().int().min(1).max(1000).default(256),
  QUEUE_MAX: count(5000, 100_000),
  TRANSACTION_RETRIES: count(5, 20),
  JOURNAL_KEEP_MONTHS: count(120, 1200),
  STATEMENT_TIMEOUT_MS: count(30_000, 600_000),
  LIVE_CATCH_UP_ROWS: count(2000, 100_000),
  LIVE_BUFFER_BYTES: z.coerce.number().int().min(100_000).max(1_000_000_000).default(4_000_000),
  EXPORTS_MAX: z.coerce.number().int().min(1).max(50).default(2),
  EXPORT_ROWS_MAX: z.coerce.number().int().min(1).max(100_000_000).default(2_000_000),
  COUNT_APPROVAL_PERCENT: count(10, 100),
  COUNT_APPROVAL_DOSES: count(100, 1_000_000),
  LOGIN_ATTEMPTS: count(10, 10_000),
  LOGIN_WINDOW_SECONDS: count(300, 86_400),
  ORDER_COVER_DAYS: count(30, 1000),
  SHIPMENT_OVERDUE_DAYS: z.coerce.number().int().min(1).max(365).default(7),
  SMTP_URL: z.string().optional(),
  MAIL_FROM: z.string().optional(),
  DIGEST_HOUR: count(6, 23),
  PAIRING_MINUTES: z.coerce.number().int().min(1).max(1440).default(10),
  MOBILE_MINIMUM_VERSION: version.default('0.0.0'),
});

export interface Config {
  production: boolean;
  port: number;
  host: string;
  /** Connection of the service; empty means the embedded server in `dataDir`. */
  databaseUrl: string | undefined;
  /** Connection of the owner who migrates; `databaseUrl` when not set apart. */
  databaseOwnerUrl: string | undefined;
  databasePool: number;
  dataDir: string;
  /** Whether the demo story and the demo accounts are loaded into an empty database. */
  demo: boolean;
  logLevel: string;
  trustProxy: number;
  /** `kid:secret` pairs, newest first, separated by commas; the first signs, all verify. */
  tokenKeys: string | undefined;
  /** 32 bytes in base64 that protect registrants' identity numbers. */
  registrantKey: string | undefined;
  accessTokenSeconds: number;
  refreshTokenDays: number;
  /** How far in the past an event may lie, in days (ledger rule 10). */
  backdateDays: number;
  /** How far ahead of the server's clock an event may lie, in seconds (ledger rule 10). */
  clockSkewSeconds: number;
  maxBodyBytes: number;
  attachmentMaxBytes: number;
  /** Where attachments go instead of the database; `endpoint` ends in the bucket. */
  s3: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string } | undefined;
  /** The largest number of doses in one line. */
  maxDoses: number;
  /** The most commands that one combined transaction takes. */
  combineMax: number;
  /** The most commands that may wait for a combiner before the service answers 503. */
  queueMax: number;
  transactionRetries: number;
  journalKeepMonths: number;
  statementTimeoutMs: number;
  /** How many journal rows a socket that comes back may be behind; further behind it is given everything anew. */
  liveCatchUpRows: number;
  /** Bytes that may wait for a socket that does not read before it is cut. */
  liveBufferBytes: number;
  /** Files that one process writes at a time; each holds one connection of the pool. */
  exportsMax: number;
  /** The most rows of one file. */
  exportRowsMax: number;
  /** A variance of a count above this part of what was expected, in percent, needs an officer's approval. */
  countApprovalPercent: number;
  /** A variance of a count above so many doses needs an officer's approval. */
  countApprovalDoses: number;
  loginAttempts: number;
  loginWindowSeconds: number;
  /** How many days doses that are allocated to an order must last at the receiver, unless the order says otherwise. */
  orderCoverDays: number;
  /** After how many days on the way a shipment is overdue. */
  shipmentOverdueDays: number;
  /** Where mail is handed over, such as `smtps://user:password@mail.example.go.id`; without it no mail is sent. */
  smtpUrl: string | undefined;
  /** The sender of mails: `Name <address>`. */
  mailFrom: string | undefined;
  /** The local hour from which the daily mail is sent. */
  digestHour: number;
  /** For how long a code that pairs a phone is valid, in minutes. */
  pairingMinutes: number;
  /** The oldest version of a phone application that may push and pull, such as 1.4.0. */
  mobileMinimumVersion: string;
}

/** The object store, when one is named. @throws Error when its keys are missing. */
function objectStore(e: z.output<typeof Environment>): Config['s3'] {
  if (!e.S3_ENDPOINT) return undefined;
  if (!e.S3_ACCESS_KEY_ID || !e.S3_SECRET_ACCESS_KEY) {
    throw new Error('Wrong settings:\n  S3_ENDPOINT needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY');
  }
  return {
    endpoint: e.S3_ENDPOINT,
    region: e.S3_REGION,
    accessKeyId: e.S3_ACCESS_KEY_ID,
    secretAccessKey: e.S3_SECRET_ACCESS_KEY,
  };
}

/**
 * Reads and checks the settings.
 * @throws Error that names each wrong setting; a service does not start on half-read settings.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Environment.safeParse(env);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`Wrong settings:\n  ${wrong.join('\n  ')}`);
  }
  const e = parsed.data;
  if (Boolean(e.SMTP_URL) !== Boolean(e.MAIL_FROM))
    throw new Error('Wrong settings:\n  SMTP_URL and MAIL_FROM: set both, or neither');
  return {
    production: e.NODE_ENV === 'production',
    port: e.PORT,
    host: e.HOST,
    databaseUrl: e.DATABASE_URL || undefined,
    databaseOwnerUrl: e.DATABASE_OWNER_URL || undefined,
    databasePool: e.DATABASE_POOL,
    dataDir: e.DATA_DIR,
    demo: e.DEMO ?? (!e.DATABASE_URL && e.NODE_ENV !== 'production'),
    logLevel: e.LOG_LEVEL,
    trustProxy: e.TRUST_PROXY,
    tokenKeys: e.TOKEN_KEYS || undefined,
    registrantKey: e.REGISTRANT_KEY || undefined,
    accessTokenSeconds: e.ACCESS_TOKEN_SECONDS,
    refreshTokenDays: e.REFRESH_TOKEN_DAYS,
    backdateDays: e.BACKDATE_DAYS,
    clockSkewSeconds: e.CLOCK_SKEW_SECONDS,
    maxBodyBytes: e.MAX_BODY_BYTES,
    attachmentMaxBytes: e.ATTACHMENT_MAX_BYTES,
    s3: objectStore(e),
    maxDoses: e.MAX_DOSES,
    combineMax: e.COMBINE_MAX,
    queueMax: e.QUEUE_MAX,
    transactionRetries: e.TRANSACTION_RETRIES,
    journalKeepMonths: e.JOURNAL_KEEP_MONTHS,
    statementTimeoutMs: e.STATEMENT_TIMEOUT_MS,
    liveCatchUpRows: e.LIVE_CATCH_UP_ROWS,
    liveBufferBytes: e.LIVE_BUFFER_BYTES,
    exportsMax: e.EXPORTS_MAX,
    exportRowsMax: e.EXPORT_ROWS_MAX,
    countApprovalPercent: e.COUNT_APPROVAL_PERCENT,
    countApprovalDoses: e.COUNT_APPROVAL_DOSES,
    loginAttempts: e.LOGIN_ATTEMPTS,
    loginWindowSeconds: e.LOGIN_WINDOW_SECONDS,
    orderCoverDays: e.ORDER_COVER_DAYS,
    shipmentOverdueDays: e.SHIPMENT_OVERDUE_DAYS,
    smtpUrl: e.SMTP_URL || undefined,
    mailFrom: e.MAIL_FROM || undefined,
    digestHour: e.DIGEST_HOUR,
    pairingMinutes: e.PAIRING_MINUTES,
    mobileMinimumVersion: e.MOBILE_MINIMUM_VERSION,
  };
}
