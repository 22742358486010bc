import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KEPT_WIDTH, ROLLUP_WIDTHS, type Segment, segmentsFor } from '../../../db/rollup/levels.ts';

const minute = fc.integer({ min: 0, max: 100_000 });
const step = fc.option(fc.constantFrom(1, 2, 5, 7, 15, 60, 90, 180, 360, 720, 1440, 2880));
const NEVER_EXPIRED = 0;

function minutesOf(segments: Segment[]): number[] {
  return segments.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
}

describe('ROLLUP_WIDTHS', () => {
  test('each divides the next, and hours and days are among them', () => {
    for (const [i, width] of ROLLUP_WIDTHS.entries()) expect((ROLLUP_WIDTHS[i + 1] ?? width) % width).toBe(0);
    expect(ROLLUP_WIDTHS).toEqual(expect.arrayContaining([1, KEPT_WIDTH, 1440]));
  });
});

describe('segmentsFor', () => {
  test('covers every minute of the range once, in order', () => {
    fc.assert(
      fc.property(minute, fc.integer({ min: 0, max: 5_000 }), step, (from, length, wanted) => {
        const minutes = minutesOf(segmentsFor(from, from + length, wanted, NEVER_EXPIRED));
        expect(minutes).toEqual(Array.from({ length }, (_, i) => from + i));
      }),
    );
  });

  test('reads whole buckets, none of them across a boundary of the step', () => {
    fc.assert(
      fc.property(minute, minute, step, (from, length, wanted) => {
        for (const segment of segmentsFor(from, from + length, wanted, NEVER_EXPIRED)) {
          expect(segment.from % segment.width).toBe(0);
          expect(segment.to % segment.width).toBe(0);
          if (wanted !== null) expect(wanted % segment.width).toBe(0);
        }
      }),
    );
  });

  test('ninety days in twelve-hour buckets read about as many rollups as there are buckets', () => {
    const day = 1440;
    const rows = segmentsFor(13, 13 + 90 * day, 720, NEVER_EXPIRED).map(({ from, to, width }) => (to - from) / width);
    expect(rows.reduce((sum, count) => sum + count, 0)).toBeLessThan(180 + 60);
  });

  test('where minutes have expired, it reads whole hours and grows to them', () => {
    fc.assert(
      fc.property(
        minute,
        fc.integer({ min: 1, max: 5_000 }),
        step,
        fc.integer({ min: 0, max: 2_000 }),
        (from, length, wanted, hours) => {
          const finestFrom = hours * 60;
          const to = from + length;
          const segments = segmentsFor(from, to, wanted, finestFrom);
          for (const segment of segments)
            if (segment.from < finestFrom) expect(segment.width).toBeGreaterThanOrEqual(KEPT_WIDTH);
          const first = from < finestFrom ? Math.floor(from / 60) * 60 : from;
          const end = to < finestFrom ? Math.ceil(to / 60) * 60 : to;
          expect(minutesOf(segments)).toEqual(Array.from({ length: end - first }, (_, i) => first + i));
        },
      ),
    );
  });

  test('an empty or reversed range reads nothing', () => {
    expect(segmentsFor(60, 60, null, NEVER_EXPIRED)).toEqual([]);
    expect(segmentsFor(120, 60, 5, NEVER_EXPIRED)).toEqual([]);
    expect(segmentsFor(120, 60, 5, 1_000)).toEqual([]);
  });
});
