import type { ConcurrencySettings } from './policy-set.ts';

/** The part of the settings that an adaptive limit lives within. */
export type AimdBounds = Pick<ConcurrencySettings, 'minLimit' | 'maxLimit'>;

/** What is left of the limit after a drop. */
const BACK_OFF_RATIO = 0.9;

/**
 * An adaptive concurrency limit (additive increase, multiplicative decrease) after one attempt has ended:
 * a tenth less when it was overloaded; one more when at least half of the limit was in use, so that
 * an idle gateway does not grow a limit it has never tried.
 * @param limit whole or not; use `Math.floor` of it
 * @param inFlight attempts open when this one ended, itself included
 */
export function nextLimit(limit: number, inFlight: number, overloaded: boolean, bounds: AimdBounds): number {
  const moved = overloaded ? limit * BACK_OFF_RATIO : inFlight * 2 >= limit ? limit + 1 : limit;
  return Math.min(bounds.maxLimit, Math.max(bounds.minLimit, moved));
}
