import { DIMENSIONS, type Dimension, type Filter } from '../store.ts';
import { labelText, type Series, type SeriesRegistry } from './series-registry.ts';

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

/** The series that pass a filter. */
export interface Selection {
  ids: readonly number[];
  /** At each id 1 if it passes, else 0. */
  mask: Uint8Array;
}

/** The series that pass; `null`: all do. */
export function selectSeries(all: ReadonlyMap<number, Series>, filter: SeriesFilter): Selection | null {
  const matches = seriesMatcher(filter);
  const ids: number[] = [];
  let last = 0;
  for (const series of all.values()) {
    if (matches(series)) ids.push(series.id);
    last = Math.max(last, series.id);
  }
  if (ids.length === all.size) return null;
  const mask = new Uint8Array(last + 1);
  for (const id of ids) mask[id] = 1;
  return { ids, mask };
}

export interface Grouping {
  /** The group of each series id; -1: it does not pass the filter. */
  groupOf: Int32Array;
  /** The values of each group, in the order of the dimensions. */
  groups: string[][];
  /** What tells series apart here. A filter that all pass does not, nor does a label that all share. */
  dimensions: ReadonlySet<Dimension>;
}

/** Puts the series that pass a filter into groups. */
export function groupSeries(
  all: ReadonlyMap<number, Series>,
  filter: SeriesFilter,
  dimensions: readonly Dimension[],
): Grouping {
  const series = [...all.values()];
  const matches = seriesMatcher(filter);
  const groupOf = new Int32Array(series.reduce((last, { id }) => Math.max(last, id), 0) + 1).fill(-1);
  const groups: string[][] = [];
  const known = new Map<string, number>();
  for (const each of series) {
    if (!matches(each)) continue;
    const values = dimensions.map((dimension) => labelText(each, dimension));
    const key = JSON.stringify(values);
    let group = known.get(key);
    if (group === undefined) {
      group = groups.push(values) - 1;
      known.set(key, group);
    }
    groupOf[each.id] = group;
  }
  const restricts = (dimension: Dimension) => !series.every(seriesMatcher({ [dimension]: filter[dimension] }));
  const differs = (dimension: Dimension) => new Set(series.map((each) => labelText(each, dimension))).size > 1;
  return {
    groupOf,
    groups,
    dimensions: new Set([...DIMENSIONS.filter(restricts), ...dimensions.filter(differs)]),
  };
}

/** So many answers of each kind are remembered; beyond it the memory starts afresh. */
const MAX_REMEMBERED = 100;

/**
 * What filters make of all the series that there are, as last asked for: pages ask the same again and again, and series
 * are rarely added. Within a transaction.
 */
export class SeriesQueries {
  private readonly series: SeriesRegistry;
  private readonly groupings = new Map<string, Grouping>();
  private readonly selections = new Map<string, Selection | null>();
  private version = -1;

  constructor(series: SeriesRegistry) {
    this.series = series;
  }

  /** As `groupSeries` gives it. */
  grouping(filter: SeriesFilter, dimensions: readonly Dimension[]): Grouping {
    const all = this.current();
    return remembered(this.groupings, JSON.stringify([dimensions, labelsOf(filter)]), () =>
      groupSeries(all, filter, dimensions),
    );
  }

  /** As `selectSeries` gives it. */
  selection(filter: SeriesFilter): Selection | null {
    const all = this.current();
    return remembered(this.selections, JSON.stringify(labelsOf(filter)), () => selectSeries(all, filter));
  }

  private current(): ReadonlyMap<number, Series> {
    const all = this.series.all();
    if (this.series.version !== this.version) {
      this.groupings.clear();
      this.selections.clear();
    }
    this.version = this.series.version;
    return all;
  }
}

function labelsOf(filter: SeriesFilter): unknown[] {
  return DIMENSIONS.map((dimension) => filter[dimension] ?? []);
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= MAX_REMEMBERED) known.clear();
  const made = make();
  known.set(key, made);
  return made;
}
