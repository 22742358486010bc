import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeHistogram, encodeHistogram, visitEncoded } from '../../../lib/histogram/codec.ts';
import { emptyHistogram, histogramOf, subtractFrom } from '../../../lib/histogram/histogram.ts';

const wholeMs = fc.array(fc.integer({ min: 0, max: 3_600_000 }), { maxLength: 200 });
const anyValue = fc.array(fc.double({ min: -1, max: 1e300, noNaN: true }), { maxLength: 100 });

describe('encodeHistogram', () => {
  test('what it wrote is read back the same: whole numbers, fractions, huge sums', () => {
    fc.assert(
      fc.property(fc.oneof(wholeMs, anyValue), (values) => {
        const histogram = histogramOf(values);
        expect(decodeHistogram(encodeHistogram(histogram))).toEqual(histogram);
      }),
      { numRuns: 1000 },
    );
  });

  test('negative counts survive', () => {
    fc.assert(
      fc.property(wholeMs, wholeMs, (a, b) => {
        const histogram = histogramOf(a);
        subtractFrom(histogram, histogramOf(b));
        expect(decodeHistogram(encodeHistogram(histogram))).toEqual(histogram);
      }),
    );
  });

  test('the same content gives the same bytes, whatever the order of recording', () => {
    fc.assert(
      fc.property(wholeMs, (values) => {
        expect(encodeHistogram(histogramOf(values.toReversed()))).toEqual(encodeHistogram(histogramOf(values)));
      }),
    );
  });

  test('an empty histogram takes no bytes', () => {
    expect(encodeHistogram(emptyHistogram())).toHaveLength(0);
    expect(decodeHistogram(new Uint8Array())).toEqual(emptyHistogram());
  });

  test('20 latencies of a second or so take at most 45 bytes, 2,000 at most 600', () => {
    const spread = (n: number) =>
      Array.from({ length: n }, (_, i) => Math.round(800 * 1.8 ** (((i * 7919) % 97) / 16)));
    expect(encodeHistogram(histogramOf(spread(20))).length).toBeLessThanOrEqual(45);
    expect(encodeHistogram(histogramOf(spread(2000))).length).toBeLessThanOrEqual(600);
  });
});

describe('visitEncoded', () => {
  test('tells the buckets of a histogram that lies inside other bytes', () => {
    const encoded = encodeHistogram(histogramOf([1, 50, 50, 0]));
    const around = new Uint8Array(encoded.length + 7).fill(255);
    around.set(encoded, 3);
    const buckets = new Map<number, number>();
    const head = visitEncoded(around, 3, 3 + encoded.length, (index, count) => buckets.set(index, count));
    expect(head).toEqual({ count: 4, sum: 101, zeroCount: 1 });
    expect(buckets).toEqual(histogramOf([1, 50, 50]).buckets);
  });
});

describe('decodeHistogram', () => {
  test('refuses bytes that are cut off anywhere', () => {
    const encoded = encodeHistogram(histogramOf([1, 200, 30_000, 30_000, 0.5]));
    for (let length = 1; length < encoded.length; length++)
      expect(() => decodeHistogram(encoded.slice(0, length))).toThrow(RangeError);
  });

  test('refuses bytes that go on after the end, and unknown flags', () => {
    const encoded = encodeHistogram(histogramOf([1, 200]));
    expect(() => decodeHistogram(Uint8Array.of(...encoded, 0))).toThrow(RangeError);
    expect(() => decodeHistogram(Uint8Array.of(64, 0, 0, 0))).toThrow(RangeError);
  });

  test('random bytes give a histogram or a RangeError, nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          decodeHistogram(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
