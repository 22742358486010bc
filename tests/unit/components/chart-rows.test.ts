import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignBefore, bucketsOf, isLonely, shares, snapSpan, sumOf, toRows } from '../../../components/charts/rows.ts';

const GRID = { fromMs: 1_000, toMs: 4_000, stepMs: 1_000 };

describe('toRows', () => {
  it('draws each bucket at its middle, and the first and last out to the edges', () => {
    const rows = toRows(GRID, { a: [1, 2, 3] });
    expect(rows.map(({ atMs }) => atMs)).toEqual([1_000, 1_500, 2_500, 3_500, 4_000]);
    expect(rows.map(({ values }) => values.a)).toEqual([1, 1, 2, 3, 3]);
    expect(bucketsOf(rows).map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [1_000, 2_000],
      [2_000, 3_000],
      [3_000, 4_000],
    ]);
  });

  it('has nothing to say where a column is too short, and no rows without buckets', () => {
    expect(bucketsOf(toRows(GRID, { a: [1] })).map(({ values }) => values.a)).toEqual([1, null, null]);
    expect(toRows({ fromMs: 0, toMs: 0, stepMs: 60_000 }, { a: [] })).toEqual([]);
  });
});

describe('shares and sums', () => {
  it('has no share of nothing', () => {
    expect(shares([0, 1, 5], [0, 2, 5])).toEqual([null, 0.5, 1]);
  });

  it('adds lists of different length', () => {
    expect(sumOf([[1, 2], [10]], 3)).toEqual([11, 2, 0]);
  });
});

describe('alignBefore', () => {
  it('moves values of the period before onto the buckets of this one', () => {
    const before = { fromMs: -2_000, toMs: 1_000, stepMs: 1_000 };
    expect(alignBefore(GRID, before, [7, 8, 9], 3_000)).toEqual([7, 8, 9]);
  });

  it('finds the bucket that holds the middle when grids do not line up', () => {
    const before = { fromMs: -2_400, toMs: 1_600, stepMs: 1_000 };
    expect(alignBefore(GRID, before, [6, 7, 8, 9], 3_000)).toEqual([6, 7, 8]);
  });

  it('has nothing beyond what was asked for', () => {
    const before = { fromMs: -1_000, toMs: 0, stepMs: 1_000 };
    expect(alignBefore(GRID, before, [5], 3_000)).toEqual([null, 5, null]);
  });
});

describe('isLonely', () => {
  const rows = toRows({ fromMs: 0, toMs: 5, stepMs: 1 }, { a: [1, null, 2, null, 3] });
  it('is true of a value with none on either side', () => {
    expect([0, 1, 2, 3, 4, 5, 6].map((index) => isLonely(rows, index, 'a'))).toEqual([
      false,
      false,
      false,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('snapSpan', () => {
  it('grows outward to whole buckets, whichever way was dragged', () => {
    expect(snapSpan(GRID, 1_200, 2_100)).toEqual({ fromMs: 1_000, toMs: 3_000 });
    expect(snapSpan(GRID, 2_100, 1_200)).toEqual({ fromMs: 1_000, toMs: 3_000 });
  });

  it('stays within the chart and is never empty', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9_000, max: 9_000 }), fc.integer({ min: -9_000, max: 9_000 }), (a, b) => {
        const span = snapSpan(GRID, a, b);
        if (!span) return;
        expect(span.fromMs).toBeGreaterThanOrEqual(GRID.fromMs);
        expect(span.toMs).toBeLessThanOrEqual(GRID.toMs);
        expect(span.toMs).toBeGreaterThan(span.fromMs);
        expect((span.toMs - span.fromMs) % GRID.stepMs).toBe(0);
      }),
    );
  });

  it('is nothing at one point of the grid', () => {
    expect(snapSpan(GRID, 2_000, 2_000)).toBeNull();
  });
});
