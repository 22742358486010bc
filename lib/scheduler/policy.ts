/** How a delay is spread, so that clients that failed together do not come back together. `E` is the exponential delay. */
export type Jitter =
  /** `E` */
  | { kind: 'none' }
  /** `U * E` */
  | { kind: 'full' }
  /** `E / 2 + U * E / 2` */
  | { kind: 'equal' }
  /** `min(max, U(initial, 3 * previous))`; the multiplier plays no part. */
  | { kind: 'decorrelated' }
  /** Polly's smooth kind: `t = n + U; f = multiplier^t * tanh(sqrt(4t)); (f - previous f) / 1.4 * initial`, capped. */
  | { kind: 'decorrelatedV2' }
  /** `E` times a factor from `low` to `high`. Applied after the cap, so `high` above 1 can pass it. */
  | { kind: 'proportional'; low: number; high: number }
  /** `E + U * maxMs`. Applied after the cap. */
  | { kind: 'additive'; maxMs: number };

export type JitterKind = Jitter['kind'];

export const JITTER_KINDS: readonly JitterKind[] = [
  'none',
  'full',
  'equal',
  'decorrelated',
  'decorrelatedV2',
  'proportional',
  'additive',
];

/**
 * What a server's hint (`retry-after` and its kin) does to the policy's own delay.
 * - `replace`: it is taken instead, without jitter.
 * - `floor`: the longer of the two.
 * - `clamp`: it can lengthen the own delay by at most `maxMs`, never shorten it.
 * - `ignore`: nothing.
 */
export const RETRY_AFTER_MODES = ['replace', 'floor', 'clamp', 'ignore'] as const;
export type RetryAfterMode = (typeof RETRY_AFTER_MODES)[number];

/**
 * What becomes of a hint longer than `maxMs`: the own delay is used as if there were none; the call is given up;
 * or `maxMs` is taken in its place.
 */
export const BEYOND_MAX = ['ignore', 'stop', 'cap'] as const;

export interface RetryAfterRule {
  mode: RetryAfterMode;
  /** Of `replace` and `floor`: the longest hint believed. Of `clamp`: the most it may add. */
  maxMs: number;
  /** Of `replace` and `floor`. */
  beyondMax: (typeof BEYOND_MAX)[number];
}

/** When to try again, as plain data. `E(n) = min(maxDelayMs, initialDelayMs * multiplier^n)`, `n` retries already made. */
export interface Policy {
  /** Retries, not attempts: 4 retries are at most 5 attempts. */
  maxRetries: number;
  initialDelayMs: number;
  maxDelayMs: number;
  multiplier: number;
  jitter: Jitter;
  retryAfter: RetryAfterRule;
  /** No retry begins later than this after the call began; `null`: no such limit. */
  maxElapsedMs: number | null;
}

/** The longest delay that one timer can hold, in every JavaScript runtime: 2^31 - 1 ms, 24.8 days. */
export const TIMER_MAX_MS = 2_147_483_647;

/** What each number of a policy may be. */
export const POLICY_LIMITS = {
  maxRetries: { min: 0, max: 100, whole: true },
  delayMs: { min: 0, max: TIMER_MAX_MS },
  multiplier: { min: 1, max: 100 },
  factor: { min: 0, max: 10 },
} as const;

/** What a field that was left out holds: full jitter over 1 s, doubling to 60 s, 4 retries; hints are a floor. */
export const BASE_POLICY: Policy = {
  maxRetries: 4,
  initialDelayMs: 1000,
  maxDelayMs: 60_000,
  multiplier: 2,
  jitter: { kind: 'full' },
  retryAfter: { mode: 'floor', maxMs: TIMER_MAX_MS, beyondMax: 'ignore' },
  maxElapsedMs: null,
};
