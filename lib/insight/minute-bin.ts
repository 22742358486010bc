import type { AttemptCause } from '../outcome/attempt.ts';
import { CAPACITY_OUTCOMES, type Outcome } from '../outcome/vocabulary.ts';

export const MINUTE_MS = 60_000;

/**
 * One minute of one series (a provider, or one of its models).
 *
 * Counted are first attempts only (`cause` is `first`), by the minute in which they began: each is one independent look
 * at the provider, however often the gateway or the client then tried again.
 */
export interface MinuteBin {
  /** Start of the minute, epoch milliseconds, a multiple of 60,000. */
  minuteMs: number;
  /**
   * First attempts whose outcome tells of capacity, see `tellsOfCapacity`, and those still under way: they are counted
   * as not overloaded until known, else the newest minutes, in which failures end before successes do, would look worse
   * than they are.
   */
  calls: number;
  /** Those of `calls` that were overloaded. */
  failed: number;
}

/**
 * Outcomes of requests that got as far as the provider's capacity, with or without success. The others were refused or
 * lost before (limits, money, bad requests, no connection, our own limiter) or say nothing (cancelled, abandoned): a day
 * of 429s must neither look like an overload nor dilute one.
 */
const TELLING: ReadonlySet<Outcome> = new Set<Outcome>([
  'ok',
  'server_error',
  'timeout',
  'truncated',
  ...CAPACITY_OUTCOMES,
]);

/** Whether an attempt with this outcome belongs into `MinuteBin.calls`. */
export function tellsOfCapacity(outcome: Outcome): boolean {
  return TELLING.has(outcome);
}

/** Whether an attempt with this outcome belongs into `MinuteBin.failed`. */
export function isCapacityError(outcome: Outcome): boolean {
  return CAPACITY_OUTCOMES.includes(outcome);
}

/** What `binAttempts` needs to know of an attempt. `outcome` is `null` while it is under way. */
export interface BinnedAttempt {
  startedAtMs: number;
  outcome: Outcome | null;
  cause: AttemptCause;
}

/** Counts attempts, in any order, into the minutes they began in. Out: only minutes with calls, oldest first. */
export function binAttempts(attempts: Iterable<BinnedAttempt>): MinuteBin[] {
  const bins = new Map<number, MinuteBin>();
  for (const { startedAtMs, outcome, cause } of attempts) {
    if (cause !== 'first' || (outcome !== null && !tellsOfCapacity(outcome))) continue;
    const minuteMs = Math.floor(startedAtMs / MINUTE_MS) * MINUTE_MS;
    let bin = bins.get(minuteMs);
    if (!bin) {
      bin = { minuteMs, calls: 0, failed: 0 };
      bins.set(minuteMs, bin);
    }
    bin.calls += 1;
    if (outcome !== null && isCapacityError(outcome)) bin.failed += 1;
  }
  return [...bins.values()].sort((a, b) => a.minuteMs - b.minuteMs);
}
