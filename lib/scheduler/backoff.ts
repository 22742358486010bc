import { advance, type BackoffState, initialBackoff } from './delay.ts';
import { combine } from './hint.ts';
import type { Policy } from './policy.ts';
import type { Random } from './random.ts';

/** Successive waits of one policy, for loops that retry something other than a proxied call. */
export interface Backoff {
  /** The next wait in milliseconds, or `null`: the retries are used up. `hintMs` is a server's `retry-after`. */
  next(hintMs?: number | null): number | null;
  /** Begins anew, after a success. */
  reset(): void;
}

/** A back-off that holds its own state: `const backoff = startBackoff(policy, Math.random)`. */
export function startBackoff(policy: Policy, random: Random): Backoff {
  let state: BackoffState = initialBackoff(policy);
  return {
    next(hintMs = null) {
      if (state.n >= policy.maxRetries) return null;
      const step = advance(policy, state, random());
      const wait = combine(policy, step.delayMs, hintMs);
      if (wait.tooLong) return null;
      state = step.next;
      return wait.delayMs;
    },
    reset() {
      state = initialBackoff(policy);
    },
  };
}
