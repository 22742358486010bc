import type { Policy, RetryAfterRule } from './policy.ts';
import type { PolicySet } from './policy-set.ts';

/** A retry may begin within the ten minutes that SDKs give a call by default. */
const MAX_ELAPSED_MS = 600_000;
const TWO_MINUTES_MS = 120_000;

const hint = (mode: RetryAfterRule['mode']): RetryAfterRule => ({ mode, maxMs: TWO_MINUTES_MS, beyondMax: 'stop' });

/** The well-known fix for a 529: from 1 s, doubling, capped at 60 s, plus up to 750 ms, 4 retries. */
const OVERLOADED: Policy = {
  maxRetries: 4,
  initialDelayMs: 1000,
  maxDelayMs: 60_000,
  multiplier: 2,
  jitter: { kind: 'additive', maxMs: 750 },
  retryAfter: hint('floor'),
  maxElapsedMs: MAX_ELAPSED_MS,
};

const quick = (maxRetries: number): Policy => ({
  maxRetries,
  initialDelayMs: 500,
  maxDelayMs: 8000,
  multiplier: 2,
  jitter: { kind: 'equal' },
  retryAfter: hint('floor'),
  maxElapsedMs: MAX_ELAPSED_MS,
});

/** What the gateway does until it is told otherwise. */
export const DEFAULT_POLICY_SET: PolicySet = {
  observeOnly: false,
  default: {
    retry: {
      overloaded: OVERLOADED,
      rate_limited: { ...OVERLOADED, retryAfter: hint('replace') },
      server_error: quick(3),
      timeout: quick(2),
      network_error: quick(3),
      truncated: quick(2),
    },
    retryBudget: { enabled: true, share: 0.2, floor: 60, windowMs: 60_000 },
    concurrency: { mode: 'off', limit: 50, minLimit: 1, maxLimit: 1000, maxQueue: 1000, maxWaitMs: 60_000 },
    circuit: {
      enabled: false,
      overloadedShare: 0.8,
      minAttempts: 20,
      windowMs: 60_000,
      probeAfterMs: 5000,
      maxProbeAfterMs: 60_000,
      probesToClose: 2,
    },
  },
  upstreams: {},
};
