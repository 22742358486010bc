import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startBackoff } from '../../../lib/scheduler/backoff.ts';
import { advance, initialBackoff } from '../../../lib/scheduler/delay.ts';
import { combine } from '../../../lib/scheduler/hint.ts';
import { plan } from '../../../lib/scheduler/plan.ts';
import { BASE_POLICY, type Policy } from '../../../lib/scheduler/policy.ts';
import { fixedRandom, seededRandom } from '../../../lib/scheduler/random.ts';
import { anyHint, anyPolicy, anySeed } from './arbitrary-policy.ts';

const steady: Policy = { ...BASE_POLICY, jitter: { kind: 'none' } };

describe('a plan', () => {
  it('lists every retry with what has been waited by then', () => {
    expect(plan(steady, { random: fixedRandom(0) })).toEqual({
      retries: [
        { n: 0, delayMs: 1000, cumulativeMs: 1000, setBy: 'backoff' },
        { n: 1, delayMs: 2000, cumulativeMs: 3000, setBy: 'backoff' },
        { n: 2, delayMs: 4000, cumulativeMs: 7000, setBy: 'backoff' },
        { n: 3, delayMs: 8000, cumulativeMs: 15_000, setBy: 'backoff' },
      ],
      end: 'retries_used_up',
    });
  });

  it('is empty without retries', () => {
    expect(plan({ ...steady, maxRetries: 0 }, { random: Math.random })).toEqual({
      retries: [],
      end: 'retries_used_up',
    });
  });

  it('ends where the next retry would begin past maxElapsedMs, attempts counted in', () => {
    const limited = { ...steady, maxElapsedMs: 7000 };
    expect(plan(limited, { random: fixedRandom(0) })).toMatchObject({ end: 'elapsed_limit', retries: { length: 3 } });
    expect(plan(limited, { random: fixedRandom(0), attemptMs: 1 }).retries).toHaveLength(2);
  });

  it('ends at once on a hint that the rule will not wait out', () => {
    const strict: Policy = { ...steady, retryAfter: { mode: 'replace', maxMs: 5000, beyondMax: 'stop' } };
    expect(plan(strict, { random: fixedRandom(0), hintMs: 5001 })).toEqual({ retries: [], end: 'hint_too_long' });
  });

  it('draws once a retry', () => {
    let draws = 0;
    plan({ ...BASE_POLICY, maxRetries: 7 }, { random: () => ++draws / 100 });
    expect(draws).toBe(7);
  });
});

describe('for any policy', () => {
  it('a plan equals repeated steps, and the waits of a back-off', () => {
    fc.assert(
      fc.property(anyPolicy, anySeed, anyHint, (policy, seed, hintMs) => {
        const unbounded = { ...policy, maxElapsedMs: null };
        const planned = plan(unbounded, { random: seededRandom(seed), hintMs });
        const random = seededRandom(seed);
        const backoff = startBackoff(unbounded, seededRandom(seed));
        let state = initialBackoff(unbounded);
        for (const retry of planned.retries) {
          const step = advance(unbounded, state, random());
          state = step.next;
          expect(retry.delayMs).toBe(combine(unbounded, step.delayMs, hintMs).delayMs);
          expect(backoff.next(hintMs)).toBe(retry.delayMs);
        }
        expect(backoff.next(hintMs)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('equal seeds give equal plans', () => {
    fc.assert(
      fc.property(anyPolicy, anySeed, anyHint, (policy, seed, hintMs) => {
        const once = () => plan(policy, { random: seededRandom(seed), hintMs });
        expect(once()).toEqual(once());
      }),
    );
  });

  it('no retry begins past maxElapsedMs, and there are never more than maxRetries', () => {
    fc.assert(
      fc.property(anyPolicy, anySeed, anyHint, fc.integer({ min: 0, max: 5000 }), (policy, seed, hintMs, attemptMs) => {
        const { retries } = plan(policy, { random: seededRandom(seed), hintMs, attemptMs });
        expect(retries.length).toBeLessThanOrEqual(policy.maxRetries);
        for (const { cumulativeMs, n, delayMs } of retries) {
          expect(delayMs).toBeGreaterThanOrEqual(0);
          expect(cumulativeMs + (n + 1) * attemptMs).toBeLessThanOrEqual(policy.maxElapsedMs ?? Number.MAX_VALUE);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a back-off with its own state', () => {
  it('begins anew after a reset and ends when used up', () => {
    const backoff = startBackoff({ ...steady, maxRetries: 2 }, fixedRandom(0));
    expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([1000, 2000, null]);
    backoff.reset();
    expect(backoff.next(30_000)).toBe(30_000);
    expect(backoff.next()).toBe(2000);
  });
});
