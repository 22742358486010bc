import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HistogramAccumulator } from '../../../lib/histogram/accumulator.ts';
import { encodeHistogram } from '../../../lib/histogram/codec.ts';
import { emptyHistogram, histogramOf, mergeInto, subtractFrom } from '../../../lib/histogram/histogram.ts';

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
        expect(accumulator.drain()).toEqual(sumOf(of));
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
        expect(accumulator.drain()).toEqual(sumOf(second));
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
    expect(accumulator.drain()).toEqual(emptyHistogram());
  });
});
