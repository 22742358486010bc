import type { Policy } from '../../lib/scheduler/policy.ts';

/** How a crashed child is started again: at once-ish, then ever more slowly, without end. */
export const RESTART_POLICY: Policy = {
  maxRetries: Number.MAX_SAFE_INTEGER,
  initialDelayMs: 250,
  maxDelayMs: 30_000,
  multiplier: 2,
  jitter: { kind: 'equal' },
  retryAfter: { mode: 'floor', maxMs: 30_000, beyondMax: 'stop' },
  maxElapsedMs: null,
};
