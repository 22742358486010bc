import type { Policy } from './policy.ts';

/** What one back-off remembers between retries. Plain data; `advance` returns the next one. */
export interface BackoffState {
  /** Retries already made. */
  n: number;
  /** Of `decorrelated` the previous delay in milliseconds, of `decorrelatedV2` the previous `f`; unused by the others. */
  memory: number;
}

/** One step of a back-off: how long to wait, and the state after it. */
export interface Step {
  delayMs: number;
  next: BackoffState;
}

/** From the 2015 article on exponential back-off and jitter: `sleep = min(cap, random_between(base, sleep * 3))`. */
const DECORRELATED_GROWTH = 3;
/** Polly's constants: how steep the first step is, and the divisor that brings medians near whole seconds. */
const V2_STEEPNESS = 4;
const V2_DIVISOR = 1.4;

/** The state before the first retry. */
export function initialBackoff(policy: Policy): BackoffState {
  return { n: 0, memory: initialMemory(policy) };
}

export function initialMemory(policy: Policy): number {
  return policy.jitter.kind === 'decorrelated' ? policy.initialDelayMs : 0;
}

/** `E(n)`: the capped exponential delay before jitter, in milliseconds. */
export function exponentialMs(policy: Pick<Policy, 'initialDelayMs' | 'maxDelayMs' | 'multiplier'>, n: number): number {
  if (policy.initialDelayMs === 0) return 0;
  return Math.min(policy.maxDelayMs, policy.initialDelayMs * policy.multiplier ** n);
}

/** `f(t)` of `decorrelatedV2`. */
export function v2Level(policy: Policy, t: number): number {
  return policy.multiplier ** t * Math.tanh(Math.sqrt(V2_STEEPNESS * t));
}

/** A delay of `decorrelatedV2` from two levels, in milliseconds. */
export function v2DelayMs(policy: Policy, level: number, previousLevel: number): number {
  if (policy.initialDelayMs === 0) return 0;
  const rise = Math.max(0, level - previousLevel);
  return Math.min(policy.maxDelayMs, (rise / V2_DIVISOR) * policy.initialDelayMs);
}

/** A delay of `decorrelated` from the one before it, in milliseconds. */
export function decorrelatedMs(policy: Policy, previousMs: number, u: number): number {
  const base = policy.initialDelayMs;
  return Math.min(policy.maxDelayMs, base + u * (DECORRELATED_GROWTH * previousMs - base));
}

/** `u = 0` means the least jitter, so a range that ends at 1 is walked downward from there. */
function proportionalFactor(low: number, high: number, u: number): number {
  return high <= 1 ? high - u * (high - low) : low + u * (high - low);
}

/**
 * The policy's own delay before retry `n` (from 0), in milliseconds. Takes no object apart and makes none,
 * so that the fleet model can call it millions of times.
 * @param memory as in `BackoffState`
 * @param u a uniform draw from 0 up to 1
 */
export function delayMs(policy: Policy, n: number, memory: number, u: number): number {
  const jitter = policy.jitter;
  switch (jitter.kind) {
    case 'none':
      return exponentialMs(policy, n);
    case 'full':
      return u * exponentialMs(policy, n);
    case 'equal':
      return exponentialMs(policy, n) * (0.5 + u * 0.5);
    case 'proportional':
      return exponentialMs(policy, n) * proportionalFactor(jitter.low, jitter.high, u);
    case 'additive':
      return exponentialMs(policy, n) + u * jitter.maxMs;
    case 'decorrelated':
      return decorrelatedMs(policy, memory, u);
    case 'decorrelatedV2':
      return v2DelayMs(policy, v2Level(policy, n + u), memory);
  }
}

/** What to remember after retry `n` was drawn with `u` and came to `drawnMs`. */
export function memoryAfter(policy: Policy, n: number, u: number, drawnMs: number): number {
  if (policy.jitter.kind === 'decorrelated') return drawnMs;
  return policy.jitter.kind === 'decorrelatedV2' ? v2Level(policy, n + u) : 0;
}

/** One step: policy + state + a uniform draw `u` -> the own delay and the next state. */
export function advance(policy: Policy, state: BackoffState, u: number): Step {
  const ownMs = delayMs(policy, state.n, state.memory, u);
  return { delayMs: ownMs, next: { n: state.n + 1, memory: memoryAfter(policy, state.n, u, ownMs) } };
}

/** The most that one own delay can come to, jitter included. */
export function delayCeilingMs(policy: Policy): number {
  const { jitter, maxDelayMs } = policy;
  if (jitter.kind === 'additive') return maxDelayMs + jitter.maxMs;
  return jitter.kind === 'proportional' ? maxDelayMs * jitter.high : maxDelayMs;
}
