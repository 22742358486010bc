import type { Policy } from './policy.ts';

/** A mean, and whether it has a closed form. */
export interface Mean {
  meanMs: number;
  meanIs: 'exact' | 'estimate';
}

const GROWTH = 3;
/** Points of the grid between initial and maximum delay, evenly spaced in the logarithm. */
const GRID = 2000;

/**
 * The mean delay before each retry of `decorrelated`, `s = min(cap, U(base, 3 s))`.
 *
 * Out of the cap's reach, and with no hint, the mean obeys `m' = (base + 3 m) / 2`, so before retry `n` it is
 * `base * (2 * 1.5^(n+1) - 1)`: exact. Else it is estimated by applying the operator
 * `(T g)(s) = E[g(min(cap, U(base, 3 s)))]` to the identity (or what a hint makes of it) `n + 1` times on a grid.
 * @param shaped what a hint makes of an own delay; the identity without one
 */
export function decorrelatedMeans(policy: Policy, retries: number, shaped: (ownMs: number) => number): Mean[] {
  const { initialDelayMs: base, maxDelayMs: cap } = policy;
  const untouched = [base, (base + cap) / 2, cap].every((ms) => shaped(ms) === ms);
  const estimates = cap > base ? estimate(base, cap, retries, shaped) : [];
  return Array.from({ length: retries }, (_, n) => {
    if (cap <= base) return { meanMs: shaped(cap), meanIs: 'exact' };
    const inReach = base * GROWTH ** (n + 1) > cap;
    if (untouched && !inReach) return { meanMs: base * (2 * 1.5 ** (n + 1) - 1), meanIs: 'exact' };
    return { meanMs: estimates[n] ?? 0, meanIs: 'estimate' };
  });
}

function estimate(base: number, cap: number, retries: number, shaped: (ownMs: number) => number): number[] {
  const ratio = Math.log(cap / base);
  const at = Float64Array.from({ length: GRID + 1 }, (_, i) => base * Math.exp((ratio * i) / GRID));
  let values: Float64Array = at.map(shaped);
  const means: number[] = [];
  for (let n = 0; n < retries; n++) {
    values = applyOnce(at, values, ratio);
    means.push(values[0] ?? 0);
  }
  return means;
}

/** One application of the operator: the integral of `values` from base to `3 s`, beyond the cap its value there. */
function applyOnce(at: Float64Array, values: Float64Array, ratio: number): Float64Array {
  const [base = 0, cap = 0, atCap = 0] = [at[0], at[GRID], values[GRID]];
  const integral = new Float64Array(GRID + 1);
  for (let i = 1; i <= GRID; i++) {
    const width = (at[i] ?? 0) - (at[i - 1] ?? 0);
    integral[i] = (integral[i - 1] ?? 0) + (((values[i] ?? 0) + (values[i - 1] ?? 0)) / 2) * width;
  }
  return at.map((s) => {
    const reach = GROWTH * s;
    if (reach >= cap) return ((integral[GRID] ?? 0) + (reach - cap) * atCap) / (reach - base);
    const place = (Math.log(reach / base) / ratio) * GRID;
    const below = Math.min(GRID - 1, Math.floor(place));
    const [from = 0, to = 0] = [at[below], at[below + 1]];
    const share = (reach - from) / (to - from);
    const value = (values[below] ?? 0) + share * ((values[below + 1] ?? 0) - (values[below] ?? 0));
    const part = (((values[below] ?? 0) + value) / 2) * (reach - from);
    return ((integral[below] ?? 0) + part) / (reach - base);
  });
}
