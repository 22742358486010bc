import { representative } from './buckets.ts';
import { type DenseHistogram, toDense } from './dense.ts';
import type { ExponentialHistogram } from './histogram.ts';

type AnyHistogram = ExponentialHistogram | DenseHistogram;

/**
 * Quantiles of what a histogram holds, `null` when it is empty. Each is interpolated between the two values whose ranks
 * enclose `q * (count - 1)` (Hyndman and Fan's type 7); each value stands at the middle of its bucket, so a result is
 * at most 1.09 % from that of the values themselves.
 * @param qs from 0 to 1, in any order.
 * @throws RangeError for a `q` outside 0 to 1.
 */
export function quantiles(histogram: AnyHistogram, qs: readonly number[]): (number | null)[] {
  for (const q of qs) if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile lies from 0 to 1, not at ${q}`);
  const { count, sum } = histogram;
  if (count <= 0) return qs.map(() => null);
  if (count === 1) return qs.map(() => sum);
  const dense = 'counts' in histogram ? histogram : toDense(histogram);
  const ranks = qs.map((q) => q * (count - 1));
  const wanted = [...new Set(ranks.flatMap((rank) => [Math.floor(rank), Math.ceil(rank)]))].sort((a, b) => a - b);
  const values = valuesAtRanks(dense, wanted);
  return ranks.map((rank) => {
    const below = Math.floor(rank);
    const low = values.get(below) ?? 0;
    return low + ((values.get(Math.ceil(rank)) ?? 0) - low) * (rank - below);
  });
}

/** One quantile; see `quantiles`. */
export function quantile(histogram: AnyHistogram, q: number): number | null {
  return quantiles(histogram, [q])[0] ?? null;
}

/** @param ranks rising */
function valuesAtRanks({ zeroCount, lowest, counts }: DenseHistogram, ranks: readonly number[]): Map<number, number> {
  const values = new Map<number, number>();
  let seen = zeroCount;
  let next = 0;
  for (const rank of ranks) {
    while (seen <= rank && next < counts.length) seen += counts[next++] as number;
    if (rank < zeroCount) values.set(rank, 0);
    else values.set(rank, counts.length === 0 ? representative(0) : representative(lowest + next - 1));
  }
  return values;
}
