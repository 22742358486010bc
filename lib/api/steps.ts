import { DAY_MS, HOUR_MS, MINUTE_MS } from './times.ts';

/** Bucket widths that charts use, finest first. */
export const STEP_LADDER_MS: readonly number[] = [
  MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  7 * DAY_MS,
  14 * DAY_MS,
  28 * DAY_MS,
];

/** What a chart can draw without a pause. */
export const MAX_BUCKETS = 300;

/** Buckets in a row: `count` of `stepMs` each from `fromMs`, aligned to the epoch. */
export interface Buckets {
  fromMs: number;
  /** Exclusive: the end of the last bucket. */
  toMs: number;
  stepMs: number;
  count: number;
}

function bucketsOf(fromMs: number, toMs: number, stepMs: number): Buckets {
  const start = Math.floor(fromMs / stepMs) * stepMs;
  const count = Math.max(1, Math.ceil((toMs - start) / stepMs));
  return { fromMs: start, toMs: start + count * stepMs, stepMs, count };
}

/**
 * The finest buckets that cover a range with at most `points` of them. The range grows outward to whole buckets,
 * so that none but a running one is cut.
 * @param points from 2 (a short range can straddle a boundary of any width) to `MAX_BUCKETS`
 */
export function bucketsFor(fromMs: number, toMs: number, points: number = MAX_BUCKETS): Buckets {
  for (const stepMs of STEP_LADDER_MS) {
    const buckets = bucketsOf(fromMs, toMs, stepMs);
    if (buckets.count <= points) return buckets;
  }
  let stepMs = STEP_LADDER_MS.at(-1) ?? DAY_MS;
  while (bucketsOf(fromMs, toMs, stepMs).count > points) stepMs *= 2;
  return bucketsOf(fromMs, toMs, stepMs);
}

/** The index of the bucket that starts at `bucketMs`; -1: none of these. */
export function bucketIndex(buckets: Buckets, bucketMs: number): number {
  const index = (bucketMs - buckets.fromMs) / buckets.stepMs;
  return Number.isInteger(index) && index >= 0 && index < buckets.count ? index : -1;
}
