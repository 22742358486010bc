import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ExponentialHistogram,
  emptyHistogram,
  histogramOf,
  isEmptyHistogram,
  mergeInto,
  recordValue,
  subtractFrom,
} from '../../../lib/histogram/histogram.ts';

const durationsMs = fc.array(fc.integer({ min: -5, max: 3_600_000 }), { maxLength: 200 });

function merged(...parts: ExponentialHistogram[]): ExponentialHistogram {
  const whole = emptyHistogram();
  for (const part of parts) mergeInto(whole, part);
  return whole;
}

describe('recordValue', () => {
  test('counts every value and sums the positive ones', () => {
    fc.assert(
      fc.property(durationsMs, (values) => {
        const histogram = histogramOf(values);
        const positive = values.filter((value) => value > 0);
        expect(histogram.count).toBe(values.length);
        expect(histogram.zeroCount).toBe(values.length - positive.length);
        expect(histogram.sum).toBe(positive.reduce((sum, value) => sum + value, 0));
        expect([...histogram.buckets.values()].reduce((sum, count) => sum + count, 0)).toBe(positive.length);
      }),
    );
  });

  test('`times` records a value that often', () => {
    const histogram = emptyHistogram();
    recordValue(histogram, 250, 3);
    expect(histogram).toEqual(histogramOf([250, 250, 250]));
  });

  test('negative `times` takes values back and leaves nothing behind', () => {
    fc.assert(
      fc.property(durationsMs, (values) => {
        const histogram = histogramOf(values);
        for (const value of values) recordValue(histogram, value, -1);
        expect(isEmptyHistogram(histogram)).toBe(true);
      }),
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %s', (value) => {
    const histogram = emptyHistogram();
    expect(() => recordValue(histogram, value)).toThrow(RangeError);
    expect(isEmptyHistogram(histogram)).toBe(true);
  });
});

describe('mergeInto', () => {
  test('equals recording all values in one, in any order and grouping', () => {
    fc.assert(
      fc.property(durationsMs, durationsMs, durationsMs, (a, b, c) => {
        const all = histogramOf([...a, ...b, ...c]);
        expect(merged(histogramOf(a), histogramOf(b), histogramOf(c))).toEqual(all);
        expect(merged(histogramOf(c), merged(histogramOf(b), histogramOf(a)))).toEqual(all);
      }),
    );
  });

  test('leaves the other histogram as it was', () => {
    const other = histogramOf([1, 2, 3]);
    mergeInto(emptyHistogram(), other);
    expect(other).toEqual(histogramOf([1, 2, 3]));
  });
});

describe('subtractFrom', () => {
  test('undoes a merge exactly', () => {
    fc.assert(
      fc.property(durationsMs, durationsMs, (a, b) => {
        const histogram = histogramOf([...a, ...b]);
        subtractFrom(histogram, histogramOf(b));
        expect(histogram).toEqual(histogramOf(a));
      }),
    );
  });

  test('what was not there leaves negative counts that a later merge makes good', () => {
    fc.assert(
      fc.property(durationsMs, durationsMs, (a, b) => {
        const histogram = histogramOf(a);
        subtractFrom(histogram, histogramOf(b));
        mergeInto(histogram, histogramOf(b));
        expect(histogram).toEqual(histogramOf(a));
      }),
    );
  });
});
