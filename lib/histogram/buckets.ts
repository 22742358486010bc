/** Buckets to each power of two: scale 5 of the exponential histograms of OpenTelemetry and Prometheus. */
export const BUCKETS_PER_DOUBLING = 32;

/** 2^(k/32) for k from 0 to 31. Powers of two scale a float without rounding, so these alone decide every boundary. */
const FRACTIONS = Float64Array.from({ length: BUCKETS_PER_DOUBLING }, (_, k) => 2 ** (k / BUCKETS_PER_DOUBLING));

/** Of the smallest number greater than 0, and of the largest: 2^-1074 and nearly 2^1024. */
const LOWEST_INDEX = -1074 * BUCKETS_PER_DOUBLING - 1;
const HIGHEST_INDEX = 1024 * BUCKETS_PER_DOUBLING - 1;

/** @throws RangeError for the index of a bucket that no number falls into */
export function checkIndex(index: number): void {
  if (index < LOWEST_INDEX || index > HIGHEST_INDEX)
    throw new RangeError(`encoded histogram has a bucket ${index}; there are ${LOWEST_INDEX} to ${HIGHEST_INDEX}`);
}

/** Upper bound (inclusive) of bucket `index`, which is also the lower bound (exclusive) of the next: 2^((index+1)/32). */
export function upperBound(index: number): number {
  const exponent = Math.floor((index + 1) / BUCKETS_PER_DOUBLING);
  return (FRACTIONS[index + 1 - exponent * BUCKETS_PER_DOUBLING] ?? 1) * 2 ** exponent;
}

/** Lower bound (exclusive) of bucket `index`: 2^(index/32). */
export function lowerBound(index: number): number {
  return upperBound(index - 1);
}

/**
 * The value that stands for bucket `index`: the geometric mean of its bounds, at most 1.09 % from any value in it.
 */
export function representative(index: number): number {
  return Math.sqrt(lowerBound(index)) * Math.sqrt(upperBound(index));
}

/** The bucket of a value greater than 0: the `i` for which 2^(i/32) < value <= 2^((i+1)/32). */
export function bucketIndex(value: number): number {
  let index = Math.ceil(Math.log2(value) * BUCKETS_PER_DOUBLING) - 1;
  // The logarithm is rounded; beside a boundary it can be one bucket off.
  if (value > upperBound(index)) index += 1;
  else if (value <= lowerBound(index)) index -= 1;
  return index;
}
