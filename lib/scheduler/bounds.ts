import { delayCeilingMs, exponentialMs, v2DelayMs, v2Level } from './delay.ts';
import { combine } from './hint.ts';
import { decorrelatedMeans, type Mean } from './means-decorrelated.ts';
import { v2Means } from './means-v2.ts';
import type { Policy } from './policy.ts';

/**
 * Where the delay before one retry can lie; both ends belong to it. A mean that is an `estimate` has no closed form
 * (see `means-decorrelated.ts`, `means-v2.ts`) and is good to about 0.1 %.
 */
export interface DelayBounds extends Mean {
  minMs: number;
  maxMs: number;
}

interface Band {
  low: number;
  high: number;
}

/** The ends of the own delay before retry `n`. */
function ownBand(policy: Policy, n: number): Band {
  const { jitter, maxDelayMs, initialDelayMs } = policy;
  const full = exponentialMs(policy, n);
  switch (jitter.kind) {
    case 'none':
      return { low: full, high: full };
    case 'full':
      return { low: 0, high: full };
    case 'equal':
      return { low: full * 0.5, high: full };
    case 'proportional':
      return { low: full * jitter.low, high: full * jitter.high };
    case 'additive':
      return { low: full, high: full + jitter.maxMs };
    case 'decorrelated':
      return { low: initialDelayMs, high: Math.min(maxDelayMs, initialDelayMs * 3 ** (n + 1)) };
    case 'decorrelatedV2': {
      // The longest follows the least draw after the shortest before it, so two steps of the curve at most.
      const before = n === 0 ? 0 : v2Level(policy, n - 1);
      return { low: 0, high: v2DelayMs(policy, v2Level(policy, n + 1), before) };
    }
  }
}

/**
 * The mean over a uniform band of a delay that a hint has shaped. What `combine` makes of it is linear between the
 * points where hint and own delay meet, so trapezoids between these are exact.
 */
function uniformMean(policy: Policy, { low, high }: Band, hintMs: number | null): number {
  const shaped = (ownMs: number) => combine(policy, ownMs, hintMs).delayMs;
  if (high <= low) return shaped(low);
  const { mode, maxMs } = policy.retryAfter;
  const believedMs = hintMs ?? 0;
  const kinks = mode === 'clamp' ? [believedMs - maxMs, believedMs] : [Math.min(believedMs, maxMs)];
  const points = [low, ...kinks.filter((point) => point > low && point < high), high];
  let area = 0;
  for (let i = 1; i < points.length; i++) {
    const [from = 0, to = 0] = [points[i - 1], points[i]];
    area += ((shaped(from) + shaped(to)) / 2) * (to - from);
  }
  return area / (high - low);
}

/**
 * Bounds and mean of the delay before each of `retries` retries, as if all before it had failed.
 * Closed forms for all kinds but `decorrelatedV2`, and `decorrelated` once its cap or a hint comes into play.
 * @param hintMs what every failed answer asks to wait; `null`: nothing
 */
export function bounds(policy: Policy, retries: number, hintMs: number | null = null): DelayBounds[] {
  const shaped = (ownMs: number) => combine(policy, ownMs, hintMs).delayMs;
  const means = statefulMeans(policy, retries, shaped);
  return Array.from({ length: retries }, (_, n) => {
    const band = ownBand(policy, n);
    const mean = means?.[n] ?? { meanMs: uniformMean(policy, band, hintMs), meanIs: 'exact' as const };
    const [minMs, maxMs] = [shaped(band.low), shaped(band.high)];
    // Rounding must not put a mean outside the band it is the mean of.
    return { minMs, maxMs, meanMs: Math.min(maxMs, Math.max(minMs, mean.meanMs)), meanIs: mean.meanIs };
  });
}

function statefulMeans(policy: Policy, retries: number, shaped: (ownMs: number) => number): Mean[] | null {
  if (policy.initialDelayMs === 0) return null;
  if (policy.jitter.kind === 'decorrelated') return decorrelatedMeans(policy, retries, shaped);
  return policy.jitter.kind === 'decorrelatedV2' ? v2Means(policy, retries, shaped) : null;
}

/** The longest that a whole call can spend backing off, hints left out of account. */
export function longestWaitMs(policy: Policy): number {
  const waits = bounds(policy, policy.maxRetries).reduce((sum, bound) => sum + bound.maxMs, 0);
  return Math.min(waits, policy.maxRetries * delayCeilingMs(policy), policy.maxElapsedMs ?? Number.POSITIVE_INFINITY);
}
