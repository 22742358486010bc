import type { AggregateCell } from '../../../db/store.ts';

/** The bucket in which the largest share of attempts was of the kind looked for. */
export interface WorstStretch {
  fromMs: number;
  attempts: number;
  matching: number;
}

/** One failed attempt among two is no peak: a bucket needs so many to count. */
const MIN_ATTEMPTS = 5;

/**
 * @param cells grouped by outcome
 * @param isMatch which outcomes are looked for
 * @returns `null` when no bucket holds enough attempts and one that matches
 */
export function worstStretch(
  cells: readonly AggregateCell[],
  isMatch: (outcome: string) => boolean,
): WorstStretch | null {
  const buckets = new Map<number, WorstStretch>();
  for (const { bucketMs, group, count } of cells) {
    const bucket = buckets.get(bucketMs) ?? { fromMs: bucketMs, attempts: 0, matching: 0 };
    bucket.attempts += count;
    if (isMatch(group[0] ?? '')) bucket.matching += count;
    buckets.set(bucketMs, bucket);
  }
  const share = (bucket: WorstStretch) => bucket.matching / bucket.attempts;
  return [...buckets.values()]
    .filter((bucket) => bucket.attempts >= MIN_ATTEMPTS && bucket.matching > 0)
    .reduce<WorstStretch | null>((worst, bucket) => (worst && share(worst) >= share(bucket) ? worst : bucket), null);
}
