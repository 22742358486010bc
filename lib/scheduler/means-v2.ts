import { v2DelayMs, v2Level } from './delay.ts';
import type { Mean } from './means-decorrelated.ts';
import type { Policy } from './policy.ts';

/** Draws that stand for the uniform distribution: the midpoints of equal steps. */
const STEPS = 128;

/**
 * The mean delay before each retry of `decorrelatedV2`. The integral of `m^t * tanh(sqrt(4t))` has no elementary form,
 * so it is estimated: the mean over all pairs of midpoints of this retry's draw and the one before it.
 * @param shaped what a hint makes of an own delay; the identity without one
 */
export function v2Means(policy: Policy, retries: number, shaped: (ownMs: number) => number): Mean[] {
  let before = new Float64Array(1);
  return Array.from({ length: retries }, (_, n) => {
    const now = Float64Array.from({ length: STEPS }, (_, i) => v2Level(policy, n + (i + 0.5) / STEPS));
    let sum = 0;
    for (const level of now) for (const previous of before) sum += shaped(v2DelayMs(policy, level, previous));
    const meanMs = sum / (now.length * before.length);
    before = now;
    return { meanMs, meanIs: 'estimate' };
  });
}
