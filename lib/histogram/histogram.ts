/** A base-2 exponential histogram at scale 5: bucket `i` holds values in (2^(i/32), 2^((i+1)/32)]. Merging is exact. */
export interface ExponentialHistogram {
  count: number;
  sum: number;
  /** Values of 0 or less. */
  zeroCount: number;
  /** Bucket index to count; no entry is 0. */
  buckets: Map<number, number>;
}
