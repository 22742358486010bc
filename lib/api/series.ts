import type { AggregateCell, Dimension, Filter, Store } from '../../db/store.ts';
import type { Unit } from '../outcome/vocabulary.ts';
import { blindSources } from './blind-sources.ts';
import { byLabel, restrictTo, topGroups } from './groups.ts';
import { percentileSeries } from './percentiles.ts';
import type { SeriesAnswer, SeriesGroup } from './shapes.ts';
import { type Buckets, bucketIndex, bucketsFor } from './steps.ts';

export interface SeriesQuery {
  filter: Filter;
  unit: Unit;
  by: Dimension;
  points: number;
  percentiles: boolean;
}

/** Counts over time, in all and by group, with percentiles of latency and of time to first token. */
export async function seriesAnswer(
  store: Pick<Store, 'aggregate' | 'aggregates'>,
  query: SeriesQuery,
): Promise<SeriesAnswer> {
  const { unit, by } = query;
  const buckets = bucketsFor(query.filter.fromMs, query.filter.toMs, query.points);
  const filter: Filter = { ...query.filter, fromMs: buckets.fromMs, toMs: buckets.toMs };
  const { stepMs } = buckets;
  const { outcome, status, ...baseFilter } = filter;
  const isBase = !outcome && !status;

  const top = await topGroups(store, filter, unit, by);
  const over = { unit, stepMs, groupBy: [], histograms: false };
  const [blind, [all = [], grouped = [], base = null]] = await Promise.all([
    unit === 'attempts' ? blindSources(store, filter) : [],
    store.aggregates([
      { ...over, filter, histograms: query.percentiles },
      { ...over, filter: restrictTo(filter, by, top.keys), groupBy: [by] },
      ...(isBase ? [] : [{ ...over, filter: baseFilter }]),
    ]),
  ]);

  const totals = countsOf(all, buckets);
  const groups = groupCounts(grouped, top.keys, buckets);
  if (top.hasOther) groups.push({ key: 'other', other: true, counts: remainder(totals, groups) });
  return {
    from: buckets.fromMs,
    to: buckets.toMs,
    stepMs,
    unit,
    by,
    groups,
    totals,
    base: base ? countsOf(base, buckets) : totals,
    ...(query.percentiles && {
      latency: percentileSeries(all, 'latency', buckets),
      ttft: percentileSeries(all, 'ttft', buckets),
    }),
    ...(top.hasOther && { truncated: true as const }),
    ...(blind.length > 0 && { blindSources: blind }),
  };
}

/** One count a bucket, 0 where there is nothing. */
function countsOf(cells: readonly AggregateCell[], buckets: Buckets): number[] {
  const counts = new Array<number>(buckets.count).fill(0);
  for (const { bucketMs, count } of cells) {
    const index = bucketIndex(buckets, bucketMs);
    if (index >= 0) counts[index] = (counts[index] ?? 0) + count;
  }
  return counts;
}

function groupCounts(cells: readonly AggregateCell[], keys: readonly string[], buckets: Buckets): SeriesGroup[] {
  const labelled = byLabel(cells);
  return keys.map((key) => ({ key, counts: countsOf(labelled.get(key) ?? [], buckets) }));
}

/** What the groups leave of the totals; both are of one state of the record. */
function remainder(totals: readonly number[], groups: readonly SeriesGroup[]): number[] {
  return totals.map((total, index) => groups.reduce((rest, { counts }) => rest - (counts[index] ?? 0), total));
}
