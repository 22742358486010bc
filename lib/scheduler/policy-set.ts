import type { Outcome } from '../outcome/vocabulary.ts';
import type { Policy } from './policy.ts';

/** Outcomes that another attempt can cure. Money, the client's own errors and our own refusals are never among them. */
export const RETRIED_OUTCOMES = [
  'overloaded',
  'rate_limited',
  'server_error',
  'timeout',
  'network_error',
  'truncated',
] as const satisfies readonly Outcome[];
export type RetriedOutcome = (typeof RETRIED_OUTCOMES)[number];

/** Of the calls of the last `windowMs`, how many may be retries: `max(floor, share * calls)`. */
export interface RetryBudgetSettings {
  enabled: boolean;
  share: number;
  floor: number;
  windowMs: number;
}

export const CONCURRENCY_MODES = ['off', 'fixed', 'adaptive'] as const;

/** How many calls may be open to an upstream at once, and who waits. */
export interface ConcurrencySettings {
  mode: (typeof CONCURRENCY_MODES)[number];
  /** Of `fixed` the limit, of `adaptive` the one to start from. */
  limit: number;
  /** Of `adaptive`. */
  minLimit: number;
  /** Of `adaptive`. */
  maxLimit: number;
  /** Calls that may wait; one more is refused at once. */
  maxQueue: number;
  maxWaitMs: number;
}

/** When to stop asking an upstream that is overloaded, but for probes. */
export interface CircuitSettings {
  enabled: boolean;
  /** Opens when at least this share of the window's attempts were overloaded... */
  overloadedShare: number;
  /** ...of at least so many attempts. */
  minAttempts: number;
  windowMs: number;
  /** Time to the first probe; doubles with every probe that fails. */
  probeAfterMs: number;
  maxProbeAfterMs: number;
  /** Probes in a row that must succeed before it closes. */
  probesToClose: number;
}

/** All that decides how an upstream is treated. */
export interface UpstreamPolicy {
  retry: Record<RetriedOutcome, Policy>;
  retryBudget: RetryBudgetSettings;
  concurrency: ConcurrencySettings;
  circuit: CircuitSettings;
}

/** What one upstream has of its own; each part given replaces that part of the default whole. */
export interface UpstreamOverride {
  retry?: Partial<Record<RetriedOutcome, Policy>>;
  retryBudget?: RetryBudgetSettings;
  concurrency?: ConcurrencySettings;
  circuit?: CircuitSettings;
}

/** The gateway's live policies, as `/api/policy` gives and takes them. */
export interface PolicySet {
  /** Nothing is retried, limited or marked. */
  observeOnly: boolean;
  default: UpstreamPolicy;
  /** By upstream name. */
  upstreams: Record<string, UpstreamOverride>;
}

/** What holds for an upstream: the default with its own parts laid over. */
export function policyFor(set: PolicySet, upstream: string): UpstreamPolicy {
  const own = Object.hasOwn(set.upstreams, upstream) ? set.upstreams[upstream] : undefined;
  if (!own) return set.default;
  return { ...set.default, ...own, retry: { ...set.default.retry, ...own.retry } };
}

export function isRetriedOutcome(outcome: Outcome): outcome is RetriedOutcome {
  return (RETRIED_OUTCOMES as readonly Outcome[]).includes(outcome);
}

/** What each number of a set may be. */
export const SET_LIMITS = {
  share: { min: 0, max: 10 },
  count: { min: 0, max: 1_000_000, whole: true },
  limit: { min: 1, max: 100_000, whole: true },
  queue: { min: 0, max: 1_000_000, whole: true },
  windowMs: { min: 1000, max: 3_600_000 },
  waitMs: { min: 0, max: 3_600_000 },
  circuitShare: { min: 0.01, max: 1 },
  probeMs: { min: 100, max: 3_600_000 },
  probes: { min: 1, max: 100, whole: true },
  upstreams: 100,
  upstreamName: /^[a-z][a-z0-9-]{0,31}$/,
} as const;
