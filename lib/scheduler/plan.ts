import { advance, type BackoffState, initialBackoff } from './delay.ts';
import { combine, type Wait } from './hint.ts';
import type { Policy } from './policy.ts';
import type { Random } from './random.ts';

export interface PlanOptions {
  random: Random;
  /** What every failed answer asks to wait; `null` or absent: nothing. */
  hintMs?: number | null;
  /** How long each failing attempt takes; 0 when absent. Counts towards `maxElapsedMs`. */
  attemptMs?: number;
}

/** One retry as it would come if all before it failed. */
export interface PlannedRetry {
  /** Retries made before it: the first has 0. */
  n: number;
  delayMs: number;
  /** All waits up to and including its own. */
  cumulativeMs: number;
  setBy: Wait['setBy'];
}

/** Why a plan ends where it does. */
export type PlanEnd = 'retries_used_up' | 'hint_too_long' | 'elapsed_limit';

export interface Plan {
  retries: PlannedRetry[];
  end: PlanEnd;
}

/** All retries of a call that never succeeds: `advance` and `combine`, over and over, as the gateway does them. */
export function plan(policy: Policy, { random, hintMs = null, attemptMs = 0 }: PlanOptions): Plan {
  const retries: PlannedRetry[] = [];
  let state: BackoffState = initialBackoff(policy);
  let cumulativeMs = 0;
  for (let n = 0; n < policy.maxRetries; n++) {
    const step = advance(policy, state, random());
    const wait = combine(policy, step.delayMs, hintMs);
    if (wait.tooLong) return { retries, end: 'hint_too_long' };
    cumulativeMs += wait.delayMs;
    const startsAtMs = cumulativeMs + (n + 1) * attemptMs;
    if (policy.maxElapsedMs !== null && startsAtMs > policy.maxElapsedMs) return { retries, end: 'elapsed_limit' };
    retries.push({ n, delayMs: wait.delayMs, cumulativeMs, setBy: wait.setBy });
    state = step.next;
  }
  return { retries, end: 'retries_used_up' };
}
