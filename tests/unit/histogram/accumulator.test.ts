import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HistogramAccumulator } from '../../../lib/histogram/accumulator.ts';
import { decodeHistogram, encodeHistogram } from '../../../lib/histogram/codec.ts';
import { toDense } from '../../../lib/histogram/dense.ts';
import { emptyHistogram, histogramOf, mergeInto, recordValue, subtractFrom } from '../../../lib/histogram/histogram.ts';

const wholeMs = fc.array(fc.integer({ min: 0, max: 3_600_000 }), { maxLength: 50 });
const extremes = fc.array(fc.constantFrom(1e-9, 2 ** -16, 2 ** 48, 1e300), { maxLength: 5 });
const parts = fc.array(fc.oneof(wholeMs, extremes), { maxLength: 8 });

function accumulate(accumulator: HistogramAccumulator, of: number[][]): void {
  for (const values of of) {
    const bytes = encodeHistogram(histogramOf(values));
    accumulator.addEncoded(bytes, 0, bytes.length);
  }
}

function sumOf(of: number[][]) {
  const sum = emptyHistogram();
  for (const values of of) mergeInto(sum, histogramOf(values));
  return sum;
}

describe('HistogramAccumulator', () => {
  test('sums as merging does, also buckets beyond its array', () => {
    fc.assert(
      fc.property(parts, (of) => {
        const accumulator = new HistogramAccumulator();
        accumulate(accumulator, of);
        expect(accumulator.drain()).toEqual(toDense(sumOf(of)));
      }),
    );
  });

  test('begins anew after draining', () => {
    fc.assert(
      fc.property(parts, parts, (first, second) => {
        const accumulator = new HistogramAccumulator();
        accumulate(accumulator, first);
        accumulator.drain();
        accumulate(accumulator, second);
        expect(accumulator.drain()).toEqual(toDense(sumOf(second)));
      }),
    );
  });

  test('what is taken back leaves nothing', () => {
    const values = histogramOf([1, 50, 50, 0, 1e300]);
    const taken = emptyHistogram();
    subtractFrom(taken, values);
    const accumulator = new HistogramAccumulator();
    for (const bytes of [encodeHistogram(values), encodeHistogram(taken)])
      accumulator.addEncoded(bytes, 0, bytes.length);
    expect(accumulator.drain()).toEqual(toDense(emptyHistogram()));
  });

  test('adds dense ones to encoded ones', () => {
    fc.assert(
      fc.property(parts, parts, (encoded, dense) => {
        const accumulator = new HistogramAccumulator();
        accumulate(accumulator, encoded);
        for (const values of dense) accumulator.addDense(toDense(histogramOf(values)));
        expect(accumulator.drain()).toEqual(toDense(sumOf([...encoded, ...dense])));
      }),
    );
  });

  test('sums many of a bucket, and counts and sums of many bytes', () => {
    const many = histogramOf([]);
    for (const [value, times] of [
      [1, 1],
      [90, 127],
      [91, 128],
      [5_000, 2 ** 33],
      [600_000, 2 ** 31],
    ] as const)
      recordValue(many, value, times);
    const bytes = encodeHistogram(many);
    const accumulator = new HistogramAccumulator();
    accumulator.addEncoded(bytes, 0, bytes.length);
    expect(accumulator.drain()).toEqual(toDense(many));
  });

  test('reads a histogram that lies inside other bytes', () => {
    const encoded = encodeHistogram(histogramOf([1, 50, 50, 0]));
    const around = new Uint8Array(encoded.length + 7).fill(255);
    around.set(encoded, 3);
    const accumulator = new HistogramAccumulator();
    accumulator.addEncoded(around, 3, 3 + encoded.length);
    expect(accumulator.drain()).toEqual(toDense(histogramOf([1, 50, 50, 0])));
  });

  test('refuses bytes that are cut off anywhere, or go on after the end', () => {
    const encoded = encodeHistogram(histogramOf([1, 200, 30_000, 30_000, 0.5]));
    for (let length = 1; length < encoded.length; length++)
      expect(() => new HistogramAccumulator().addEncoded(encoded.slice(0, length), 0, length)).toThrow(RangeError);
    const longer = Uint8Array.of(...encoded, 0);
    expect(() => new HistogramAccumulator().addEncoded(longer, 0, longer.length)).toThrow(RangeError);
  });

  test('refuses buckets that no number falls into: between two of them would lie more than fits into memory', () => {
    const far = (index: number) => {
      const histogram = histogramOf([1]);
      histogram.buckets.set(index, 1);
      histogram.count++;
      return encodeHistogram(histogram);
    };
    for (const index of [-34_370, 32_768, 2 ** 31, 2 ** 45]) {
      const bytes = far(index);
      expect(() => new HistogramAccumulator().addEncoded(bytes, 0, bytes.length)).toThrow(RangeError);
      expect(() => decodeHistogram(bytes)).toThrow(RangeError);
    }
    for (const value of [Number.MIN_VALUE, Number.MAX_VALUE]) {
      const bytes = encodeHistogram(histogramOf([value, 1]));
      const accumulator = new HistogramAccumulator();
      accumulator.addEncoded(bytes, 0, bytes.length);
      expect(accumulator.drain()).toEqual(toDense(decodeHistogram(bytes)));
    }
  });

  test('random bytes are added or refused with a RangeError, as the codec does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.boolean(), (random, isPlain) => {
        const bytes = isPlain ? Uint8Array.of(0, ...random) : random;
        const accumulator = new HistogramAccumulator();
        let expected: unknown;
        try {
          expected = toDense(decodeHistogram(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
        if (expected === undefined) expect(() => accumulator.addEncoded(bytes, 0, bytes.length)).toThrow(RangeError);
        else {
          accumulator.addEncoded(bytes, 0, bytes.length);
          expect(accumulator.drain()).toMatchObject({ count: (expected as { count: number }).count });
        }
      }),
      { numRuns: 3000 },
    );
  });
});
