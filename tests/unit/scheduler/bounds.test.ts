import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounds, longestWaitMs } from '../../../lib/scheduler/bounds.ts';
import { plan } from '../../../lib/scheduler/plan.ts';
import { BASE_POLICY, type Jitter, type Policy } from '../../../lib/scheduler/policy.ts';
import { PRESETS } from '../../../lib/scheduler/presets.ts';
import { fixedRandom, seededRandom } from '../../../lib/scheduler/random.ts';
import { anyDraw, anyHint, anyPolicy, anySeed, SLACK } from './arbitrary-policy.ts';

const of = (jitter: Jitter, over: Partial<Policy> = {}): Policy => ({ ...BASE_POLICY, jitter, ...over });

describe('closed forms, golden numbers', () => {
  const cases: [Jitter, [number, number, number][]][] = [
    [
      { kind: 'none' },
      [
        [1000, 1000, 1000],
        [2000, 2000, 2000],
      ],
    ],
    [
      { kind: 'full' },
      [
        [0, 1000, 500],
        [0, 2000, 1000],
      ],
    ],
    [
      { kind: 'equal' },
      [
        [500, 1000, 750],
        [1000, 2000, 1500],
      ],
    ],
    [
      { kind: 'proportional', low: 0.75, high: 1 },
      [
        [750, 1000, 875],
        [1500, 2000, 1750],
      ],
    ],
    [
      { kind: 'additive', maxMs: 750 },
      [
        [1000, 1750, 1375],
        [2000, 2750, 2375],
      ],
    ],
    [
      { kind: 'decorrelated' },
      [
        [1000, 3000, 2000],
        [1000, 9000, 3500],
      ],
    ],
  ];
  for (const [jitter, expected] of cases)
    it(jitter.kind, () => {
      const found = bounds(of(jitter), 2);
      expect(found.map(({ minMs, maxMs, meanMs }) => [minMs, maxMs, meanMs])).toEqual(expected);
      expect(found.map(({ meanIs }) => meanIs)).toEqual(['exact', 'exact']);
    });

  it('decorrelated has a closed mean until the cap comes within reach, and says so from there on', () => {
    const found = bounds(of({ kind: 'decorrelated' }, { maxDelayMs: 9000 }), 4);
    expect(found.map(({ meanIs }) => meanIs)).toEqual(['exact', 'exact', 'estimate', 'estimate']);
    expect(found[1]?.meanMs).toBe(1000 * (2 * 1.5 ** 2 - 1));
    expect(found[3]?.maxMs).toBe(9000);
  });

  it('decorrelatedV2: the longest step is two steps of the curve, the mean an estimate', () => {
    const level = (t: number) => 2 ** t * Math.tanh(Math.sqrt(4 * t));
    const found = bounds(of({ kind: 'decorrelatedV2' }), 3);
    expect(found[0]).toMatchObject({ minMs: 0, meanIs: 'estimate' });
    expect(found[0]?.maxMs).toBeCloseTo((level(1) / 1.4) * 1000, 9);
    expect(found[2]?.maxMs).toBeCloseTo(((level(3) - level(1)) / 1.4) * 1000, 9);
  });

  it('a hint shapes the mean exactly, also in the middle of the band', () => {
    const floor = { retryAfter: { mode: 'floor', maxMs: 60_000, beyondMax: 'ignore' } } as const;
    // max(500, U(0, 1000)): half the time 500, half the time 750 on average.
    expect(bounds(of({ kind: 'full' }, floor), 1, 500)[0]).toEqual({
      minMs: 500,
      maxMs: 1000,
      meanMs: 625,
      meanIs: 'exact',
    });
    const clamp = { retryAfter: { mode: 'clamp', maxMs: 200, beyondMax: 'ignore' } } as const;
    // U(0, 1000) with a hint of 500: +200 below 300, 500 up to 500, then itself.
    expect(bounds(of({ kind: 'full' }, clamp), 1, 500)[0]?.meanMs).toBeCloseTo(0.3 * 350 + 0.2 * 500 + 0.5 * 750, 9);
  });
});

/** The mean of each retry over many seeded plans, and its standard error. */
function measured(policy: Policy, hintMs: number | null, runs: number) {
  const random = seededRandom(20_261_103);
  const sums = new Float64Array(policy.maxRetries);
  const squares = new Float64Array(policy.maxRetries);
  for (let i = 0; i < runs; i++)
    for (const { n, delayMs } of plan(policy, { random, hintMs }).retries) {
      sums[n] = (sums[n] ?? 0) + delayMs;
      squares[n] = (squares[n] ?? 0) + delayMs ** 2;
    }
  return Array.from(sums, (sum, n) => {
    const mean = sum / runs;
    return { mean, error: Math.sqrt(Math.max(0, (squares[n] ?? 0) / runs - mean ** 2) / runs) };
  });
}

describe('means against the draws themselves', () => {
  const stateful: Policy[] = [
    of({ kind: 'decorrelated' }, { maxRetries: 8, maxDelayMs: 20_000 }),
    of({ kind: 'decorrelated' }, { maxRetries: 4, maxDelayMs: 1200 }),
    of({ kind: 'decorrelatedV2' }, { maxRetries: 8, maxDelayMs: 30_000 }),
  ];
  const policies = [...PRESETS.map((preset) => preset.policy), ...stateful];
  it.each(policies.flatMap((policy) => [null, 3000].map((hintMs) => ({ policy, hintMs }))))(
    '$policy.jitter, hint $hintMs',
    ({ policy, hintMs }) => {
      const found = bounds(policy, policy.maxRetries, hintMs);
      for (const [n, { mean, error }] of measured(policy, hintMs, 8000).entries()) {
        const claimed = found[n]?.meanMs ?? Number.NaN;
        expect(Math.abs(mean - claimed)).toBeLessThanOrEqual(4 * error + 0.001 * claimed + 1e-6);
      }
    },
  );
});

describe('for any policy', () => {
  it('the bounds contain every draw, and the mean lies within them', () => {
    fc.assert(
      fc.property(anyPolicy, anySeed, anyHint, (policy, seed, hintMs) => {
        const { retries } = plan({ ...policy, maxElapsedMs: null }, { random: seededRandom(seed), hintMs });
        const found = bounds(policy, retries.length, hintMs);
        for (const [n, { delayMs }] of retries.entries()) {
          const { minMs, maxMs, meanMs } = found[n] ?? { minMs: 1, maxMs: 0, meanMs: 0 };
          expect(delayMs).toBeGreaterThanOrEqual(minMs * (1 - SLACK));
          expect(delayMs).toBeLessThanOrEqual(maxMs * (1 + SLACK));
          expect(meanMs >= minMs && meanMs <= maxMs).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('the bounds contain the most extreme sequences of draws', () => {
    fc.assert(
      fc.property(anyPolicy, fc.array(fc.oneof(fc.constantFrom(0, 1 - 2 ** -53), anyDraw)), (policy, draws) => {
        let i = 0;
        const unbounded = { ...policy, maxElapsedMs: null };
        const { retries } = plan(unbounded, { random: () => draws[i++] ?? 1 - 2 ** -53 });
        for (const [n, { delayMs }] of retries.entries()) {
          const band = bounds(policy, n + 1)[n];
          expect(delayMs).toBeGreaterThanOrEqual((band?.minMs ?? 0) * (1 - SLACK));
          expect(delayMs).toBeLessThanOrEqual((band?.maxMs ?? -1) * (1 + SLACK));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('the longest wait is no shorter than any plan', () => {
    fc.assert(
      fc.property(anyPolicy, anyDraw, (policy, u) => {
        const waited = plan(policy, { random: fixedRandom(u) }).retries.at(-1)?.cumulativeMs ?? 0;
        expect(waited).toBeLessThanOrEqual(longestWaitMs(policy) * (1 + SLACK));
      }),
    );
  });
});
