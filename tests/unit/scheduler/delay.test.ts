import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advance,
  type BackoffState,
  delayCeilingMs,
  delayMs,
  exponentialMs,
  initialBackoff,
  memoryAfter,
} from '../../../lib/scheduler/delay.ts';
import { BASE_POLICY, type Jitter, type Policy } from '../../../lib/scheduler/policy.ts';
import { anyDraw, anyPolicy, SLACK } from './arbitrary-policy.ts';

const policyWith = (jitter: Jitter, over: Partial<Policy> = {}): Policy => ({ ...BASE_POLICY, jitter, ...over });

/** Successive delays, every draw being `u`. */
function walk(policy: Policy, u: number, count: number): number[] {
  const delays: number[] = [];
  let state = initialBackoff(policy);
  for (let i = 0; i < count; i++) {
    const step = advance(policy, state, u);
    delays.push(step.delayMs);
    state = step.next;
  }
  return delays;
}

describe('the exponential delay', () => {
  it('doubles up to the cap and stays there', () => {
    const policy = policyWith({ kind: 'none' }, { maxDelayMs: 5000 });
    expect(walk(policy, 0.3, 5)).toEqual([1000, 2000, 4000, 5000, 5000]);
  });

  it('grows by the multiplier', () => {
    expect(walk(policyWith({ kind: 'none' }, { multiplier: 1.5 }), 0, 3)).toEqual([1000, 1500, 2250]);
    expect(walk(policyWith({ kind: 'none' }, { multiplier: 1 }), 0, 3)).toEqual([1000, 1000, 1000]);
  });

  it('is nothing from nothing, and the cap where the power overflows', () => {
    expect(exponentialMs(policyWith({ kind: 'none' }, { initialDelayMs: 0, multiplier: 100 }), 5000)).toBe(0);
    expect(exponentialMs(policyWith({ kind: 'none' }, { multiplier: 100 }), 5000)).toBe(60_000);
  });
});

describe('jitter kinds, golden numbers', () => {
  const cases: [string, Jitter, number, number[]][] = [
    ['full, no draw', { kind: 'full' }, 0, [0, 0, 0]],
    ['full, half', { kind: 'full' }, 0.5, [500, 1000, 2000]],
    ['equal, no draw', { kind: 'equal' }, 0, [500, 1000, 2000]],
    ['equal, half', { kind: 'equal' }, 0.5, [750, 1500, 3000]],
    ['proportional below 1 walks down from 1', { kind: 'proportional', low: 0.75, high: 1 }, 0, [1000, 2000, 4000]],
    ['proportional below 1, half', { kind: 'proportional', low: 0.75, high: 1 }, 0.5, [875, 1750, 3500]],
    ['proportional above 1 walks up from 1', { kind: 'proportional', low: 1, high: 1.25 }, 0, [1000, 2000, 4000]],
    ['proportional above 1, half', { kind: 'proportional', low: 1, high: 1.25 }, 0.5, [1125, 2250, 4500]],
    ['proportional around 1', { kind: 'proportional', low: 0.8, high: 1.2 }, 0, [800, 1600, 3200]],
    ['additive, no draw', { kind: 'additive', maxMs: 750 }, 0, [1000, 2000, 4000]],
    ['additive, half', { kind: 'additive', maxMs: 750 }, 0.5, [1375, 2375, 4375]],
    ['decorrelated, no draw', { kind: 'decorrelated' }, 0, [1000, 1000, 1000]],
    ['decorrelated, half', { kind: 'decorrelated' }, 0.5, [2000, 3500, 5750]],
  ];
  for (const [name, jitter, u, expected] of cases)
    it(name, () => {
      const delays = walk(policyWith(jitter), u, 3);
      for (const [i, delay] of delays.entries()) expect(delay).toBeCloseTo(expected[i] ?? Number.NaN, 9);
    });

  it('decorrelatedV2 follows its curve', () => {
    const level = (t: number) => 2 ** t * Math.tanh(Math.sqrt(4 * t));
    const expected = [level(0.25), level(1.25) - level(0.25), level(2.25) - level(1.25)].map((f) => (f / 1.4) * 1000);
    const delays = walk(policyWith({ kind: 'decorrelatedV2' }), 0.25, 3);
    for (const [i, delay] of delays.entries()) expect(delay).toBeCloseTo(expected[i] ?? Number.NaN, 9);
  });

  it('decorrelated draws from the delay before it, not from the count', () => {
    const policy = policyWith({ kind: 'decorrelated' });
    expect(advance(policy, { n: 7, memory: 2000 }, 0.5).delayMs).toBe(1000 + 0.5 * (6000 - 1000));
    expect(advance(policy, { n: 7, memory: 50_000 }, 0.9).delayMs).toBe(60_000);
  });

  it('jitter comes after the cap where the kind says so', () => {
    const capped = { maxDelayMs: 1000 };
    expect(walk(policyWith({ kind: 'additive', maxMs: 500 }, capped), 0.5, 3)).toEqual([1250, 1250, 1250]);
    expect(walk(policyWith({ kind: 'proportional', low: 1, high: 1.25 }, capped), 0.8, 2)).toEqual([1200, 1200]);
  });
});

describe('for any policy', () => {
  it('a delay is never negative and never past the ceiling', () => {
    fc.assert(
      fc.property(anyPolicy, fc.array(anyDraw, { minLength: 1, maxLength: 15 }), (policy, draws) => {
        let state = initialBackoff(policy);
        const ceiling = delayCeilingMs(policy) * (1 + SLACK);
        for (const u of draws) {
          const step = advance(policy, state, u);
          expect(step.delayMs).toBeGreaterThanOrEqual(0);
          expect(step.delayMs).toBeLessThanOrEqual(ceiling);
          state = step.next;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('advance is pure: the state it was given is as before, and the same again gives the same', () => {
    fc.assert(
      fc.property(anyPolicy, fc.integer({ min: 0, max: 20 }), anyDraw, (policy, n, u) => {
        const state: BackoffState = Object.freeze({ n, memory: initialBackoff(policy).memory });
        expect(advance(policy, state, u)).toEqual(advance(policy, state, u));
        expect(advance(policy, state, u).next.n).toBe(n + 1);
      }),
    );
  });

  it('the parts that the fleet model uses are those of advance', () => {
    fc.assert(
      fc.property(anyPolicy, fc.integer({ min: 0, max: 12 }), anyDraw, (policy, n, u) => {
        const memory = initialBackoff(policy).memory;
        const drawn = delayMs(policy, n, memory, u);
        const step = advance(policy, { n, memory }, u);
        expect(step).toEqual({ delayMs: drawn, next: { n: n + 1, memory: memoryAfter(policy, n, u, drawn) } });
      }),
    );
  });

  it('a greater draw of an upward kind never gives a shorter delay', () => {
    fc.assert(
      fc.property(anyPolicy, anyDraw, anyDraw, (policy, a, b) => {
        fc.pre(policy.jitter.kind !== 'proportional');
        const state = initialBackoff(policy);
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(advance(policy, state, more).delayMs).toBeGreaterThanOrEqual(advance(policy, state, less).delayMs);
      }),
    );
  });
});
