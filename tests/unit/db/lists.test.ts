import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparePositions, decodeCursor, encodeCursor, type ListPosition } from '../../../db/sqlite/list-position.ts';
import { mergeStreams, type Stream } from '../../../db/sqlite/merge-streams.ts';
import { CursorError } from '../../../db/store.ts';

const position: fc.Arbitrary<ListPosition> = fc.record({
  timeMs: fc.integer({ min: 0, max: 50 }),
  seriesId: fc.integer({ min: 1, max: 5 }),
  seq: fc.integer({ min: 1, max: 1_000 }),
});
const END: ListPosition = { timeMs: 1_000, seriesId: 0, seq: 0 };

/**
 * A stream over a list, which also counts what was read of it, and how often.
 * @param slackMs how much newer than its newest it says that it may be
 */
function streamOf(list: ListPosition[], slackMs = 0): { stream: Stream; read: () => number; reads: () => number } {
  const sorted = list.toSorted((a, b) => comparePositions(b, a));
  let read = 0;
  let reads = 0;
  const stream: Stream = {
    newestMs: (sorted[0]?.timeMs ?? 0) + slackMs,
    read(before, limit) {
      const part = sorted.filter((one) => comparePositions(one, before) < 0).slice(0, limit);
      read += part.length;
      reads++;
      return part;
    },
  };
  return { stream, read: () => read, reads: () => reads };
}

describe('mergeStreams', () => {
  test('gives what sorting all of them would', () => {
    const lists = fc
      .uniqueArray(position, { selector: (one) => `${one.timeMs}/${one.seriesId}/${one.seq}`, maxLength: 200 })
      .map((all) => [1, 2, 3, 4, 5].map((seriesId) => all.filter((one) => one.seriesId === seriesId)));
    fc.assert(
      fc.property(lists, position, fc.integer({ min: 1, max: 50 }), fc.nat(20), (split, before, limit, slackMs) => {
        const all = split.flat().filter((one) => comparePositions(one, before) < 0);
        const expected = all.toSorted((a, b) => comparePositions(b, a)).slice(0, limit);
        expect(
          mergeStreams(
            split.map((list, i) => streamOf(list, (slackMs * i) % 21).stream),
            before,
            limit,
          ),
        ).toEqual(expected);
      }),
    );
  });

  test('reads little more than it gives', () => {
    const streams = Array.from({ length: 100 }, (_, i) =>
      streamOf(Array.from({ length: 1_000 }, (_, k) => ({ timeMs: k, seriesId: i, seq: i * 1_000 + k }))),
    );
    expect(
      mergeStreams(
        streams.map(({ stream }) => stream),
        END,
        100,
      ),
    ).toHaveLength(100);
    expect(streams.reduce((sum, { read }) => sum + read(), 0)).toBeLessThan(1_000);
  });

  test('no streams, and empty ones, give nothing', () => {
    expect(mergeStreams([], END, 5)).toEqual([]);
    expect(mergeStreams([streamOf([]).stream], END, 5)).toEqual([]);
  });

  test('a stream whose newest cannot be next is not read', () => {
    const streams = [0, 100, 200].map((fromMs, seriesId) =>
      streamOf(Array.from({ length: 50 }, (_, i) => ({ timeMs: fromMs + i, seriesId, seq: i + 1 }))),
    );
    const merged = mergeStreams(
      streams.map(({ stream }) => stream),
      END,
      60,
    );
    expect(merged).toHaveLength(60);
    expect(streams.map(({ reads }) => reads() > 0)).toEqual([false, true, true]);
  });
});

describe('cursors', () => {
  test('give back the position they were made of', () => {
    const any = fc.record({ timeMs: fc.maxSafeNat(), seriesId: fc.maxSafeNat(), seq: fc.maxSafeNat() });
    fc.assert(
      fc.property(any, (at) => {
        expect(decodeCursor(encodeCursor(at))).toEqual(at);
      }),
    );
  });

  test('any other text is refused, or is a position', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-z-]{0,40}$/)), (text) => {
        try {
          expect(Object.values(decodeCursor(text)).every(Number.isSafeInteger)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(CursorError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
