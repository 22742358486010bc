import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyHistogram, histogramOf, mergeInto } from '../../../lib/histogram/histogram.ts';
import { quantile, quantiles } from '../../../lib/histogram/quantile.ts';

const value = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e7, noNaN: true }));
const values = fc.array(value, { minLength: 1, maxLength: 300 });
const q = fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000);
const MAX_RELATIVE_ERROR = 0.011;

function exactQuantile(of: number[], at: number): number {
  const sorted = of.toSorted((a, b) => a - b);
  const rank = at * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? Number.NaN;
  const high = sorted[Math.ceil(rank)] ?? Number.NaN;
  return low + (high - low) * (rank - Math.floor(rank));
}

describe('quantile', () => {
  test('is within 1.1 % of the quantile of the values', () => {
    fc.assert(
      fc.property(values, q, (of, at) => {
        const exact = exactQuantile(of, at);
        const got = quantile(histogramOf(of), at) ?? Number.NaN;
        expect(Math.abs(got - exact)).toBeLessThanOrEqual(exact * MAX_RELATIVE_ERROR);
      }),
      { numRuns: 2000 },
    );
  });

  test('never falls as q rises', () => {
    fc.assert(
      fc.property(values, q, q, (of, a, b) => {
        const histogram = histogramOf(of);
        const low = quantile(histogram, Math.min(a, b)) ?? Number.NaN;
        const high = quantile(histogram, Math.max(a, b)) ?? Number.NaN;
        expect(high).toBeGreaterThanOrEqual(low);
      }),
    );
  });

  test('a single value is given back as it was', () => {
    expect(quantiles(histogramOf([1234.5]), [0, 0.5, 1])).toEqual([1234.5, 1234.5, 1234.5]);
  });

  test('interpolates between two ranks', () => {
    const [p25, p50, p75] = quantiles(histogramOf([100, 200]), [0.25, 0.5, 0.75]);
    expect(p25).toBeCloseTo(125, -0.5);
    expect(p50).toBeCloseTo(150, -0.5);
    expect(p75).toBeCloseTo(175, -0.5);
  });

  test('values of 0 come first', () => {
    expect(quantiles(histogramOf([0, 0, 0, 100]), [0, 0.5, 2 / 3])).toEqual([0, 0, 0]);
  });

  test('an empty histogram has none', () => {
    expect(quantiles(emptyHistogram(), [0, 0.5, 1])).toEqual([null, null, null]);
  });

  test('a histogram from which everything was taken has none', () => {
    const histogram = histogramOf([5]);
    histogram.count = -1;
    expect(quantile(histogram, 0.5)).toBeNull();
  });

  test.each([-0.1, 1.1, Number.NaN])('refuses q = %s', (at) => {
    expect(() => quantile(histogramOf([1]), at)).toThrow(RangeError);
  });

  test('answers of merged parts are those of the whole', () => {
    fc.assert(
      fc.property(values, values, q, (a, b, at) => {
        const parts = histogramOf(a);
        mergeInto(parts, histogramOf(b));
        const whole = quantile(histogramOf([...a, ...b]), at) ?? Number.NaN;
        expect(quantile(parts, at)).toBeCloseTo(whole, 6);
      }),
    );
  });
});
