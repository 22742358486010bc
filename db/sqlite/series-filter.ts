import type { Dimension, Filter } from '../store.ts';
import { labelText, type Series } from './series-registry.ts';

/** What a filter says of series; the times are left to the reader of rows. */
export type SeriesFilter = Omit<Filter, 'fromMs' | 'toMs'>;

/** Whether a series passes a filter. */
export function seriesMatcher(filter: SeriesFilter): (series: Series) => boolean {
  const tests: ((series: Series) => boolean)[] = [];
  const add = <T>(values: readonly T[] | undefined, of: (series: Series) => T) => {
    if (!values || values.length === 0) return;
    const wanted = new Set(values);
    tests.push((series) => wanted.has(of(series)));
  };
  add(filter.outcome, (series) => series.outcome as NonNullable<Filter['outcome']>[number]);
  add(filter.status, (series) => series.status);
  add(filter.model, (series) => series.model);
  add(filter.provider, (series) => series.provider);
  add(filter.endpoint, (series) => series.endpoint);
  add(filter.app, (series) => series.app);
  add(filter.client, (series) => series.client);
  add(filter.source, (series) => series.source as NonNullable<Filter['source']>[number]);
  add(filter.stream, (series) => series.stream);
  return (series) => tests.every((test) => test(series));
}

/** Ids of the series that pass; `null`: all do. */
export function matchingSeries(all: ReadonlyMap<number, Series>, filter: SeriesFilter): number[] | null {
  const matches = seriesMatcher(filter);
  const ids: number[] = [];
  for (const series of all.values()) if (matches(series)) ids.push(series.id);
  return ids.length === all.size ? null : ids;
}

export interface Grouping {
  /** The group of each series id; -1: it does not pass the filter. */
  groupOf: Int32Array;
  /** The values of each group, in the order of the dimensions. */
  groups: string[][];
}

/** Puts the series that pass a filter into groups. */
export function groupSeries(
  all: ReadonlyMap<number, Series>,
  filter: SeriesFilter,
  dimensions: readonly Dimension[],
): Grouping {
  const matches = seriesMatcher(filter);
  const groupOf = new Int32Array(Math.max(0, ...all.keys()) + 1).fill(-1);
  const groups: string[][] = [];
  const known = new Map<string, number>();
  for (const series of all.values()) {
    if (!matches(series)) continue;
    const values = dimensions.map((dimension) => labelText(series, dimension));
    const key = JSON.stringify(values);
    let group = known.get(key);
    if (group === undefined) {
      group = groups.push(values) - 1;
      known.set(key, group);
    }
    groupOf[series.id] = group;
  }
  return { groupOf, groups };
}
