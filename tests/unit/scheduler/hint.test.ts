import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combine } from '../../../lib/scheduler/hint.ts';
import { BASE_POLICY, type Policy, type RetryAfterRule, TIMER_MAX_MS } from '../../../lib/scheduler/policy.ts';
import { anyHint, anyPolicy } from './arbitrary-policy.ts';

const ruled = (retryAfter: Partial<RetryAfterRule>): Policy => ({
  ...BASE_POLICY,
  retryAfter: { mode: 'floor', maxMs: 60_000, beyondMax: 'ignore', ...retryAfter },
});

describe('what a hint makes of the own delay', () => {
  it('replace takes it, longer or shorter', () => {
    const policy = ruled({ mode: 'replace' });
    expect(combine(policy, 5000, 2000)).toEqual({ delayMs: 2000, setBy: 'hint', tooLong: false });
    expect(combine(policy, 500, 2000).delayMs).toBe(2000);
  });

  it('floor takes the longer', () => {
    const policy = ruled({ mode: 'floor' });
    expect(combine(policy, 5000, 2000)).toEqual({ delayMs: 5000, setBy: 'backoff', tooLong: false });
    expect(combine(policy, 500, 2000)).toEqual({ delayMs: 2000, setBy: 'hint', tooLong: false });
  });

  it('clamp lengthens by at most maxMs and never shortens', () => {
    const policy = ruled({ mode: 'clamp', maxMs: 5000 });
    expect(combine(policy, 1000, 400)).toEqual({ delayMs: 1000, setBy: 'backoff', tooLong: false });
    expect(combine(policy, 1000, 3000)).toEqual({ delayMs: 3000, setBy: 'hint', tooLong: false });
    expect(combine(policy, 1000, 90_000)).toEqual({ delayMs: 6000, setBy: 'clamped_hint', tooLong: false });
  });

  it('ignore leaves the own delay', () => {
    expect(combine(ruled({ mode: 'ignore' }), 1000, 3000).delayMs).toBe(1000);
  });

  it('beyond maxMs a hint is passed over, ends the call, or is cut, as the rule says', () => {
    const at = (beyondMax: RetryAfterRule['beyondMax'], mode: RetryAfterRule['mode']) =>
      combine(ruled({ mode, maxMs: 2000, beyondMax }), 700, 2001);
    for (const mode of ['replace', 'floor'] as const) {
      expect(at('ignore', mode)).toEqual({ delayMs: 700, setBy: 'backoff', tooLong: false });
      expect(at('stop', mode).tooLong).toBe(true);
      expect(at('cap', mode)).toEqual({ delayMs: 2000, setBy: 'clamped_hint', tooLong: false });
    }
    expect(combine(ruled({ maxMs: 2000, beyondMax: 'stop' }), 700, 2000).tooLong).toBe(false);
  });

  it('zero, the negative, garbage and what no timer can hold count as no hint, in every mode', () => {
    for (const mode of ['replace', 'floor', 'clamp', 'ignore'] as const)
      for (const hint of [null, 0, -1, Number.NaN, Number.POSITIVE_INFINITY, TIMER_MAX_MS + 1])
        expect(combine(ruled({ mode, beyondMax: 'stop' }), 1234, hint)).toEqual({
          delayMs: 1234,
          setBy: 'backoff',
          tooLong: false,
        });
  });

  it('never negative, never beyond a timer unless the own delay is, and never falls as the own delay rises', () => {
    const own = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(anyPolicy, own, own, anyHint, (policy, a, b, hint) => {
        const less = combine(policy, Math.min(a, b), hint);
        const more = combine(policy, Math.max(a, b), hint);
        expect(less.delayMs).toBeGreaterThanOrEqual(0);
        expect(less.delayMs).toBeLessThanOrEqual(TIMER_MAX_MS);
        expect(more.delayMs).toBeGreaterThanOrEqual(less.delayMs);
        expect(more.tooLong).toBe(less.tooLong);
      }),
      { numRuns: 1000 },
    );
  });
});
