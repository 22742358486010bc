import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highest, valueTicks } from '../../../components/charts/value-ticks.ts';

describe('valueTicks', () => {
  it.each([
    [0.5, 0.01, 'share', [0, 0.2, 0.4, 0.6]],
    [0.47, 0.01, 'share', [0, 0.2, 0.4, 0.6]],
    [0, 0.01, 'share', [0, 0.0025, 0.005, 0.0075, 0.01]],
    [1, 0.01, 'share', [0, 0.25, 0.5, 0.75, 1]],
    [0.9, 0.01, 'share', [0, 0.25, 0.5, 0.75, 1]],
    [0, 4, 'count', [0, 1, 2, 3, 4]],
    [223, 4, 'count', [0, 100, 200, 300]],
    [9, 4, 'count', [0, 3, 6, 9]],
    [26_700, 1_000, 'duration', [0, 10_000, 20_000, 30_000]],
    [900, 1_000, 'duration', [0, 250, 500, 750, 1_000]],
    [200_000, 1_000, 'duration', [0, 60_000, 120_000, 180_000, 240_000]],
  ] as const)('of a top of %d (at least %d), %s: %j', (max, minTop, kind, ticks) => {
    expect(valueTicks(max, minTop, kind)).toEqual(ticks);
  });

  it('begins at 0, covers what is drawn, and stays few', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.constantFrom('count' as const, 'duration' as const),
        (max, kind) => {
          const ticks = valueTicks(max, 1, kind);
          expect(ticks[0]).toBe(0);
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-9));
          expect(ticks.length).toBeLessThanOrEqual(5);
          if (kind === 'count') expect(ticks.every(Number.isInteger)).toBe(true);
        },
      ),
    );
  });

  it('never passes all there is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (max) => {
        expect(Math.max(...valueTicks(max, 0.01, 'share'))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('survives what is no number', () => {
    expect(valueTicks(Number.NaN, 0, 'count')).toEqual([0, 1]);
    expect(valueTicks(Number.POSITIVE_INFINITY, 1, 'share')).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });
});

describe('highest', () => {
  it('adds up what is stacked and nothing else', () => {
    const rows = [{ values: { a: 3, b: 4, c: 5 } }, { values: { a: null, b: 1, c: 2 } }];
    expect(highest(rows, [{ key: 'a' }, { key: 'b' }, { key: 'c' }])).toBe(5);
    expect(highest(rows, [{ key: 'a', stack: 's' }, { key: 'b', stack: 's' }, { key: 'c' }])).toBe(7);
    expect(highest([], [{ key: 'a' }])).toBe(0);
  });
});
