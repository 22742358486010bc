import { representative } from './buckets.ts';
import type { ExponentialHistogram } from './histogram.ts';

/**
 * Quantiles of what a histogram holds, `null` when it is empty. Each is interpolated between the two values whose ranks
 * enclose `q * (count - 1)` (Hyndman and Fan's type 7); each value stands at the middle of its bucket, so a result is
 * at most 1.09 % from that of the values themselves.
 * @param qs from 0 to 1, in any order.
 * @throws RangeError for a `q` outside 0 to 1.
 */
export function quantiles(histogram: ExponentialHistogram, qs: readonly number[]): (number | null)[] {
  for (const q of qs) if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile lies from 0 to 1, not at ${q}`);
  const { count, sum } = histogram;
  if (count <= 0) return qs.map(() => null);
  if (count === 1) return qs.map(() => sum);
  const indices = [...histogram.buckets.keys()].sort((a, b) => a - b);
  return qs.map((q) => {
    const rank = q * (count - 1);
    const below = Math.floor(rank);
    const low = valueAtRank(histogram, indices, below);
    if (below === rank) return low;
    return low + (valueAtRank(histogram, indices, below + 1) - low) * (rank - below);
  });
}

/** One quantile; see `quantiles`. */
export function quantile(histogram: ExponentialHistogram, q: number): number | null {
  return quantiles(histogram, [q])[0] ?? null;
}

function valueAtRank(histogram: ExponentialHistogram, indices: number[], rank: number): number {
  let seen = histogram.zeroCount;
  if (rank < seen) return 0;
  for (const index of indices) {
    seen += histogram.buckets.get(index) ?? 0;
    if (rank < seen) return representative(index);
  }
  return representative(indices.at(-1) ?? 0);
}
