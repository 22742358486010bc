import type { AggregateCell } from '../../db/store.ts';
import { HistogramAccumulator } from '../histogram/accumulator.ts';
import type { DenseHistogram } from '../histogram/dense.ts';
import { quantiles } from '../histogram/quantile.ts';
import type { PercentileSeries, Percentiles } from './shapes.ts';
import { type Buckets, bucketIndex } from './steps.ts';

type Measure = 'latency' | 'ttft';

function merged(cells: readonly AggregateCell[], measure: Measure): DenseHistogram {
  const held = cells.map((cell) => cell[measure]).filter((histogram) => histogram !== null);
  const [only] = held;
  if (only && held.length === 1) return only;
  const sum = new HistogramAccumulator();
  for (const histogram of held) sum.addDense(histogram);
  return sum.drain();
}

/** Percentiles of all cells together. */
export function percentiles(cells: readonly AggregateCell[], measure: Measure): Percentiles {
  const [p50 = null, p95 = null, p99 = null] = quantiles(merged(cells, measure), [0.5, 0.95, 0.99]);
  return { p50, p95, p99 };
}

/** Percentiles of each bucket; `null` where it holds nothing. */
export function percentileSeries(
  cells: readonly AggregateCell[],
  measure: Measure,
  buckets: Buckets,
): PercentileSeries {
  const perBucket: AggregateCell[][] = Array.from({ length: buckets.count }, () => []);
  for (const cell of cells) perBucket[bucketIndex(buckets, cell.bucketMs)]?.push(cell);
  const each = perBucket.map((own) => percentiles(own, measure));
  return { p50: each.map(({ p50 }) => p50), p95: each.map(({ p95 }) => p95), p99: each.map(({ p99 }) => p99) };
}
