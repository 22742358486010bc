import type { RetryBudgetSettings } from './policy-set.ts';
import { add, emptyCount, recent, type SlidingCount } from './sliding-count.ts';

/**
 * What an upstream's calls and retries were of late. However many calls fail, retries then add at most their share
 * to the load; the floor lets the few calls of a quiet hour be retried in full.
 */
export interface RetryBudget {
  calls: SlidingCount;
  retries: SlidingCount;
}

export function newRetryBudget(nowMs: number): RetryBudget {
  return { calls: emptyCount(nowMs), retries: emptyCount(nowMs) };
}

/** A call arrived (its first attempt; not a retry). */
export function countCall(budget: RetryBudget, settings: RetryBudgetSettings, nowMs: number): RetryBudget {
  return { ...budget, calls: add(budget.calls, settings.windowMs, nowMs) };
}

/** A retry was decided on. */
export function countRetry(budget: RetryBudget, settings: RetryBudgetSettings, nowMs: number): RetryBudget {
  return { ...budget, retries: add(budget.retries, settings.windowMs, nowMs) };
}

/** Retries that may still be made now; `Infinity` when the budget is off. */
export function budgetLeft(budget: RetryBudget, settings: RetryBudgetSettings, nowMs: number): number {
  if (!settings.enabled) return Number.POSITIVE_INFINITY;
  const allowance = Math.max(settings.floor, settings.share * recent(budget.calls, settings.windowMs, nowMs));
  return Math.max(0, allowance - recent(budget.retries, settings.windowMs, nowMs));
}

/** Whether one more retry fits. */
export function budgetAllows(budget: RetryBudget, settings: RetryBudgetSettings, nowMs: number): boolean {
  return budgetLeft(budget, settings, nowMs) >= 1;
}

/**
 * Envoy's retry budget, over what is under way rather than what was: active retries may be at most
 * `max(minRetries, share of active requests)`; its defaults are 3 and 20 %.
 * @param active requests under way, retries included
 * @param activeRetries of those, the retries
 */
export function envoyAllows(active: number, activeRetries: number, share = 0.2, minRetries = 3): boolean {
  return activeRetries < Math.max(minRetries, Math.floor(share * active));
}
