import type { ExponentialHistogram } from './histogram.ts';

/** A histogram to be read: what an `ExponentialHistogram` holds, its buckets side by side. */
export interface DenseHistogram {
  count: number;
  sum: number;
  /** Values of 0 or less. */
  zeroCount: number;
  /** Index of the lowest bucket that is used; 0 if none is. */
  lowest: number;
  /** Of each bucket from the lowest to the highest that is used. */
  counts: number[];
}

/** The same histogram, to be read. */
export function toDense({ count, sum, zeroCount, buckets }: ExponentialHistogram): DenseHistogram {
  return { count, sum, zeroCount, ...denseBuckets(buckets) };
}

/** Buckets side by side; those that hold 0 count as not used. */
export function denseBuckets(buckets: ReadonlyMap<number, number>): Pick<DenseHistogram, 'lowest' | 'counts'> {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const [index, count] of buckets) {
    if (count === 0) continue;
    lowest = Math.min(lowest, index);
    highest = Math.max(highest, index);
  }
  if (lowest > highest) return { lowest: 0, counts: [] };
  const counts = new Array<number>(highest - lowest + 1).fill(0);
  for (const [index, count] of buckets) if (count !== 0) counts[index - lowest] = count;
  return { lowest, counts };
}

/** Whether nothing is left in it: neither counts, nor a sum. */
export function isEmptyDense({ count, sum, zeroCount, counts }: DenseHistogram): boolean {
  return count === 0 && sum === 0 && zeroCount === 0 && counts.length === 0;
}
