import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_RANGE_MS } from '../../../lib/api/filters.ts';
import { bucketIndex, bucketsFor, MAX_BUCKETS, STEP_LADDER_MS } from '../../../lib/api/steps.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/api/times.ts';

const FROM = Date.UTC(2026, 10, 24, 14);

describe('buckets', () => {
  test.each([
    [MINUTE_MS, MINUTE_MS],
    [5 * HOUR_MS, MINUTE_MS],
    [5 * HOUR_MS + 1, 5 * MINUTE_MS],
    [24 * HOUR_MS, 5 * MINUTE_MS],
    [7 * DAY_MS, HOUR_MS],
    [90 * DAY_MS, 12 * HOUR_MS],
    [300 * DAY_MS, DAY_MS],
    [MAX_RANGE_MS, 7 * DAY_MS],
  ])('of a range of %i ms are %i ms wide', (rangeMs, stepMs) => {
    const from = Math.floor(FROM / stepMs) * stepMs;
    expect(bucketsFor(from, from + rangeMs).stepMs).toBe(stepMs);
  });

  test('are fewer when fewer are asked for', () => {
    expect(bucketsFor(FROM, FROM + HOUR_MS, 12)).toEqual({
      fromMs: FROM,
      toMs: FROM + HOUR_MS,
      stepMs: 5 * MINUTE_MS,
      count: 12,
    });
  });

  const range = fc.record({
    fromMs: fc.integer({ min: 0, max: Date.UTC(2040, 0) }),
    lengthMs: fc.integer({ min: 1, max: MAX_RANGE_MS }),
    points: fc.integer({ min: 2, max: MAX_BUCKETS }),
  });

  test('cover the range, aligned to the epoch, none more than needed, never more than asked for', () => {
    fc.assert(
      fc.property(range, ({ fromMs, lengthMs, points }) => {
        const buckets = bucketsFor(fromMs, fromMs + lengthMs, points);
        expect(buckets.count).toBeLessThanOrEqual(points);
        expect(buckets.count).toBeGreaterThanOrEqual(1);
        expect(buckets.fromMs % buckets.stepMs).toBe(0);
        expect(buckets.stepMs % MINUTE_MS).toBe(0);
        expect(buckets.toMs).toBe(buckets.fromMs + buckets.count * buckets.stepMs);
        expect(buckets.fromMs).toBeLessThanOrEqual(fromMs);
        expect(buckets.fromMs).toBeGreaterThan(fromMs - buckets.stepMs);
        expect(buckets.toMs).toBeGreaterThanOrEqual(fromMs + lengthMs);
        expect(buckets.toMs).toBeLessThan(fromMs + lengthMs + buckets.stepMs);
      }),
    );
  });

  test('are as fine as the number of points allows', () => {
    fc.assert(
      fc.property(range, ({ fromMs, lengthMs, points }) => {
        const { stepMs } = bucketsFor(fromMs, fromMs + lengthMs, points);
        const finer = STEP_LADDER_MS.filter((step) => step < stepMs).at(-1);
        if (finer === undefined) return;
        const start = Math.floor(fromMs / finer) * finer;
        expect(Math.ceil((fromMs + lengthMs - start) / finer)).toBeGreaterThan(points);
      }),
    );
  });

  test('are found by their start', () => {
    const buckets = bucketsFor(FROM, FROM + HOUR_MS, 60);
    expect(bucketIndex(buckets, FROM)).toBe(0);
    expect(bucketIndex(buckets, FROM + 59 * MINUTE_MS)).toBe(59);
    expect(bucketIndex(buckets, FROM + 60 * MINUTE_MS)).toBe(-1);
    expect(bucketIndex(buckets, FROM - MINUTE_MS)).toBe(-1);
    expect(bucketIndex(buckets, FROM + 1)).toBe(-1);
  });
});
