import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketIndex, lowerBound, representative, upperBound } from '../../../lib/histogram/buckets.ts';

const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
const index = fc.integer({ min: -30_000, max: 30_000 });

describe('bucketIndex', () => {
  test('a value lies above its bucket’s lower bound and not above the upper one', () => {
    fc.assert(
      fc.property(positive, (value) => {
        const i = bucketIndex(value);
        expect(value).toBeGreaterThan(lowerBound(i));
        expect(value).toBeLessThanOrEqual(upperBound(i));
      }),
      { numRuns: 5000 },
    );
  });

  test('a boundary belongs to the bucket below it, the next larger number to the one above', () => {
    fc.assert(
      fc.property(index, (i) => {
        const boundary = upperBound(i);
        expect(bucketIndex(boundary)).toBe(i);
        expect(bucketIndex(boundary * (1 + Number.EPSILON * 2))).toBe(i + 1);
      }),
      { numRuns: 5000 },
    );
  });

  test('powers of two end the buckets 32k - 1', () => {
    for (let exponent = -40; exponent <= 40; exponent++) expect(bucketIndex(2 ** exponent)).toBe(exponent * 32 - 1);
  });

  test('rises with the value', () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        expect(bucketIndex(Math.min(a, b))).toBeLessThanOrEqual(bucketIndex(Math.max(a, b)));
      }),
    );
  });
});

describe('bounds', () => {
  test('each bucket begins where the one before it ends and is 2^(1/32) wide', () => {
    fc.assert(
      fc.property(index, (i) => {
        expect(lowerBound(i + 1)).toBe(upperBound(i));
        expect(upperBound(i) / lowerBound(i)).toBeCloseTo(2 ** (1 / 32), 12);
      }),
    );
  });

  test('the representative is within 1.09 % of both bounds', () => {
    fc.assert(
      fc.property(index, (i) => {
        const middle = representative(i);
        expect(Math.abs(middle / lowerBound(i) - 1)).toBeLessThan(0.0109);
        expect(Math.abs(middle / upperBound(i) - 1)).toBeLessThan(0.0109);
      }),
    );
  });
});
