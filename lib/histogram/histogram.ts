import { bucketIndex } from './buckets.ts';

/** A base-2 exponential histogram at scale 5: bucket `i` holds values in (2^(i/32), 2^((i+1)/32)]. Merging is exact. */
export interface ExponentialHistogram {
  count: number;
  sum: number;
  /** Values of 0 or less. */
  zeroCount: number;
  /** Bucket index to count; no entry is 0. */
  buckets: Map<number, number>;
}

export function emptyHistogram(): ExponentialHistogram {
  return { count: 0, sum: 0, zeroCount: 0, buckets: new Map() };
}

/** A histogram of the given values. @throws RangeError for a value that is not finite. */
export function histogramOf(values: Iterable<number>): ExponentialHistogram {
  const histogram = emptyHistogram();
  for (const value of values) recordValue(histogram, value);
  return histogram;
}

/**
 * Adds `times` occurrences of `value`. A negative `times` takes them away again; a value of 0 or less counts as 0.
 * @throws RangeError for a value that is not finite.
 */
export function recordValue(histogram: ExponentialHistogram, value: number, times = 1): void {
  if (!Number.isFinite(value)) throw new RangeError(`a histogram holds finite values, not ${value}`);
  histogram.count += times;
  if (value <= 0) {
    histogram.zeroCount += times;
    return;
  }
  histogram.sum += value * times;
  addToBucket(histogram.buckets, bucketIndex(value), times);
}

/** Adds all of `other` to `target`: the same, whatever the order (as long as values are whole numbers, sums included). */
export function mergeInto(target: ExponentialHistogram, other: ExponentialHistogram): void {
  combine(target, other, 1);
}

/** Takes all of `other` out of `target`. What was never in it leaves negative counts, which a later merge makes good. */
export function subtractFrom(target: ExponentialHistogram, other: ExponentialHistogram): void {
  combine(target, other, -1);
}

/** Whether nothing is left in it: neither counts, nor a sum. */
export function isEmptyHistogram(histogram: ExponentialHistogram): boolean {
  return histogram.count === 0 && histogram.sum === 0 && histogram.zeroCount === 0 && histogram.buckets.size === 0;
}

function combine(target: ExponentialHistogram, other: ExponentialHistogram, sign: 1 | -1): void {
  target.count += sign * other.count;
  target.sum += sign * other.sum;
  target.zeroCount += sign * other.zeroCount;
  for (const [index, count] of other.buckets) addToBucket(target.buckets, index, sign * count);
}

function addToBucket(buckets: Map<number, number>, index: number, times: number): void {
  const count = (buckets.get(index) ?? 0) + times;
  if (count === 0) buckets.delete(index);
  else buckets.set(index, count);
}
