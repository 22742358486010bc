import type { Dimension } from '../../db/store.ts';
import type { ReplayEstimate } from '../insight/replay.ts';
import type { LimitReading, Usage } from '../outcome/attempt.ts';
import type { Outcome, Phase, Source, Unit } from '../outcome/vocabulary.ts';
import type { FieldError } from '../scheduler/fields.ts';
import type { Policy } from '../scheduler/policy.ts';

/** What the dashboard's API answers. Times are epoch milliseconds, durations milliseconds, shares 0 to 1. */

export interface ErrorAnswer {
  error: {
    code: string;
    message: string;
    /** The parameter, or the first field of the body, that was refused. */
    field?: string;
    /** All fields of the body that were refused. */
    fields?: readonly FieldError[];
  };
}

/** Of one distribution; `null`: nothing was measured. */
export interface Percentiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** As `Percentiles`, one value a bucket. */
export interface PercentileSeries {
  p50: (number | null)[];
  p95: (number | null)[];
  p99: (number | null)[];
}

export interface SeriesGroup {
  /** The label; a missing one is the empty string. Of the rest of many groups: `other`. */
  key: string;
  /** All groups beyond the largest, together. */
  other?: true;
  counts: number[];
}

/** `GET /api/series`. Bucket `i` starts at `from + i * stepMs`; all arrays are as long as there are buckets. */
export interface SeriesAnswer {
  /** Start of the first bucket: the range asked for, grown outward to whole buckets. */
  from: number;
  to: number;
  stepMs: number;
  unit: Unit;
  by: Dimension;
  groups: SeriesGroup[];
  /** All that match. */
  totals: number[];
  /** All that match but for `outcome` and `status`: what shares are taken of. Equal to `totals` without those filters. */
  base: number[];
  /** Absent with `percentiles=false`. */
  latency?: PercentileSeries;
  ttft?: PercentileSeries;
  /** There were more groups than are told apart: the last one is `other`. */
  truncated?: true;
  /** Of unit `attempts`: sources in the range that do not see the attempts that a client's own retries absorbed. */
  blindSources?: Source[];
}

/** Counts and rates of one unit over a range. */
export interface Figures {
  total: number;
  /** Of every outcome, 0 included. */
  outcomes: Record<Outcome, number>;
  /** `outcomes` as shares of `total`; `null` when there is nothing to divide by. */
  shares: Record<Outcome, number | null>;
  /** `ok` of all but `cancelled`, which say nothing about the provider. */
  successShare: number | null;
  latency: Percentiles;
  ttft: Percentiles;
}

export interface AttemptFigures extends Figures {
  inputTokens: number;
  outputTokens: number;
  cacheCreationInputTokens: number;
  cacheReadInputTokens: number;
}

export interface CallFigures extends Figures {
  /** Attempts beyond each call's first. */
  retries: number;
  /** Of these, those in calls that ended well: failures that the application never saw. */
  retriesAbsorbed: number;
  /** Time spent waiting for a free place and backing off, in sum over all calls. */
  queuedMs: number;
  backoffMs: number;
}

export interface SummaryPeriod {
  from: number;
  to: number;
  attempts: AttemptFigures;
  calls: CallFigures;
  /** Sources in the range for which figures of attempts lack those that a client's own retries absorbed. */
  blindSources?: Source[];
}

/** `GET /api/summary`; `previous` with `compare=previous`: the same stretch of time just before. */
export interface SummaryAnswer extends SummaryPeriod {
  previous?: SummaryPeriod;
}

export interface BreakdownRow extends Figures {
  key: string;
  other?: true;
  /** Share of the range's total. */
  share: number | null;
}

/** `GET /api/breakdown?by=...`: the largest first. */
export interface BreakdownAnswer {
  from: number;
  to: number;
  unit: Unit;
  by: Dimension;
  rows: BreakdownRow[];
  truncated?: true;
}

/** A call as lists show it. */
export interface CallJson {
  id: string;
  startedAt: number;
  durationMs: number;
  source: Source;
  provider: string;
  endpoint: string;
  model: string | null;
  stream: boolean;
  app: string | null;
  client: string | null;
  clientVersion: string | null;
  outcome: Outcome;
  phase: Phase | null;
  status: number | null;
  errorType: string | null;
  errorMessage: string | null;
  requestId: string | null;
  organizationId: string | null;
  stopReason: string | null;
  attempts: number;
  queuedMs: number;
  backoffMs: number;
  ttftMs: number | null;
  usage: Usage | null;
  /** Grows with every attempt written; the order of live events. */
  seq: number;
}

export interface LimitJson extends Omit<LimitReading, 'resetAtMs'> {
  resetAt: number | null;
}

/** One attempt, with its call's id: a row of the exports, and an entry of a call's `attempts`. */
export interface AttemptJson {
  id: string;
  callId: string;
  n: number;
  final: boolean;
  startedAt: number;
  durationMs: number;
  source: Source;
  provider: string;
  endpoint: string;
  model: string | null;
  stream: boolean;
  app: string | null;
  client: string | null;
  clientVersion: string | null;
  userAgent: string | null;
  sessionId: string | null;
  outcome: Outcome;
  phase: Phase | null;
  status: number | null;
  errorType: string | null;
  errorMessage: string | null;
  requestId: string | null;
  organizationId: string | null;
  stopReason: string | null;
  cause: string;
  retryAfterMs: number | null;
  /** How long was waited before this attempt. */
  waitedMs: number;
  /** From the request to the head of the response. */
  firstByteMs: number | null;
  ttftMs: number | null;
  usage: Usage | null;
  limits: LimitJson[] | null;
  maxTokens: number | null;
  requestBytes: number;
  responseBytes: number;
  /** The client's own count of retries. */
  retryCount: number | null;
  inFlight: number | null;
}

/** `GET /api/calls`. */
export interface CallsAnswer {
  calls: CallJson[];
  /** Give it as `cursor` for the page after; `null`: no more. */
  nextCursor: string | null;
}

/** `GET /api/calls/ID`. */
export interface CallAnswer extends Omit<CallJson, 'attempts'> {
  attemptCount: number;
  attempts: AttemptJson[];
}

/** `GET /api/labels`: the values that filters can take, most frequent first. A missing label is the empty string. */
export interface LabelsAnswer {
  labels: Record<Dimension, string[]>;
}

/** `GET /api/config`: what pages need to know of the settings. */
export interface ConfigAnswer {
  version: string;
  now: number;
  gateway: { url: string };
  upstreams: { name: string; url: string }[];
  statusPages: { name: string; url: string }[];
  retentionDays: number;
  observeOnly: boolean;
  /** A token is set: there is a session that can be ended. */
  login: boolean;
  /** Reports need a token of their own. */
  reportToken: boolean;
}

/** `GET /api/storage`. */
export interface StorageAnswer {
  bytes: number;
  attempts: number;
  oldestAt: number | null;
  retentionDays: number;
  /** Distinct combinations of labels, and how many are told apart at most. */
  series: number;
  seriesLimit: number;
  /** Attempts whose label had to become `other`, by dimension. Empty: all is told apart. */
  collapsed: { dimension: Dimension; attempts: number }[];
}

/** `GET /api/health`; 503 when the database cannot be read. */
export interface HealthAnswer {
  ok: boolean;
  version: string;
  uptimeMs: number;
  database: { ok: boolean };
  /** `state` only for those who may read the record; `null`: it was not told. */
  gateway: { ok: boolean; state?: GatewayStateJson | null };
}

/** How busy the gateway is now. */
export interface GatewayStateJson {
  openCalls: number;
  recorder: { state: 'ok' | 'failing' };
  /** `limit`: exchanges that may be open at once; `null`: as many as come. */
  upstreams: { name: string; inFlight: number; waiting: number; limit: number | null; circuit: 'open' | 'closed' }[];
}

/** What one policy would have done to the failed calls of a range. */
export interface ReplayedPolicy extends ReplayEstimate {
  /** The preset's id, or `policy`. */
  name: string;
  policy: Policy;
}

/** The first policy's estimate, and all of them side by side. */
export interface ReplayAnswer extends ReplayedPolicy {
  policies: ReplayedPolicy[];
  /** How the estimate comes about, for people. */
  method: string;
  from: number;
  to: number;
}
