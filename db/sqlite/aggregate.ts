import { HistogramAccumulator } from '../../lib/histogram/accumulator.ts';
import { type ExponentialHistogram, isEmptyHistogram, mergeInto } from '../../lib/histogram/histogram.ts';
import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { readCellColumns, visitHistograms } from '../rollup/cells.ts';
import { MINUTE_MS, segmentsFor } from '../rollup/levels.ts';
import { marginalFor } from '../rollup/marginals.ts';
import { METRICS } from '../rollup/metrics.ts';
import { addColumn, type PackedColumn, packedValue } from '../rollup/packed-column.ts';
import { type AggregateCell, type AggregateQuery, DIMENSIONS, type Dimension } from '../store.ts';
import type { DeltaRow, DeltaTable } from './delta-table.ts';
import type { RollupTable } from './rollup-table.ts';
import { type Grouping, groupSeries } from './series-filter.ts';
import type { Series } from './series-registry.ts';

export interface AggregateTables {
  rollups: RollupTable;
  deltas: DeltaTable;
  allSeries: ReadonlyMap<number, Series>;
  /** Minutes before it have no rollups finer than hours. */
  fineFromMinute: number;
}

/** A range in whole minutes. */
interface MinuteRange {
  from: number;
  to: number;
  /** `null`: one bucket. */
  step: number | null;
}

/** Answers `Store.aggregate` from the rollups. Within one read transaction. */
export function aggregate(tables: AggregateTables, query: AggregateQuery): AggregateCell[] {
  const range = minuteRange(query);
  const unit = UNITS.indexOf(query.unit);
  const grouping = groupSeries(tables.allSeries, query.filter, query.groupBy);
  const used = usedDimensions(query);
  const sums = new BucketSums(range, grouping, query.histograms);
  for (const { width, from, to } of segmentsFor(range.from, range.to, range.step, tables.fineFromMinute)) {
    const kind = { width, unit, marginal: marginalFor(used, width) };
    for (const [bucket, cells, histograms] of tables.rollups.range(kind, from, to, query.histograms))
      sums.addRollup(bucket, cells, histograms);
  }
  for (const row of tables.deltas.range(range.from, range.to, unit)) sums.addDelta(row);
  return sums.cells(query.filter.fromMs);
}

function usedDimensions({ filter, groupBy }: AggregateQuery): Set<Dimension> {
  return new Set([...groupBy, ...DIMENSIONS.filter((dimension) => (filter[dimension]?.length ?? 0) > 0)]);
}

/** @throws RangeError for a step that is not a multiple of a minute. */
function minuteRange({ filter, stepMs }: AggregateQuery): MinuteRange {
  if (stepMs !== null && !(stepMs >= MINUTE_MS && stepMs % MINUTE_MS === 0))
    throw new RangeError(`stepMs is ${stepMs}, but must be a multiple of ${MINUTE_MS}`);
  return {
    from: Math.floor(filter.fromMs / MINUTE_MS),
    to: Math.ceil(filter.toMs / MINUTE_MS),
    step: stepMs === null ? null : stepMs / MINUTE_MS,
  };
}

/** What one group came to in one bucket. */
interface Slot {
  metrics: Float64Array;
  latency: ExponentialHistogram | null;
  ttft: ExponentialHistogram | null;
}

/** Sums by bucket and group while rollups go by. What belongs to one bucket gathers until another begins. */
class BucketSums {
  private readonly range: MinuteRange;
  private readonly grouping: Grouping;
  private readonly withHistograms: boolean;
  private readonly slots = new Map<number, (Slot | undefined)[]>();
  private current: number | null = null;
  /** Of the current bucket: a metric of a group at `group * METRICS.length + metric`. */
  private readonly sums: Float64Array;
  private readonly isTouched: Uint8Array;
  private readonly latency: HistogramAccumulator[] = [];
  private readonly ttft: HistogramAccumulator[] = [];
  /** The group of each cell of the rollup at hand. */
  private groups = new Int32Array(256);

  constructor(range: MinuteRange, grouping: Grouping, withHistograms: boolean) {
    this.range = range;
    this.grouping = grouping;
    this.withHistograms = withHistograms;
    this.sums = new Float64Array(grouping.groups.length * METRICS.length);
    this.isTouched = new Uint8Array(grouping.groups.length);
  }

  addRollup(bucket: number, cells: Uint8Array, histograms: Uint8Array | undefined): void {
    const { bytes, size, seriesId, metrics } = readCellColumns(cells);
    if (!this.findGroups(bytes, seriesId, size)) return;
    this.enter(bucket);
    const { groups } = this;
    for (let i = 0; i < size; i++) if ((groups[i] as number) >= 0) this.isTouched[groups[i] as number] = 1;
    for (const [metric, column] of metrics.entries())
      addColumn(bytes, column, groups, size, this.sums, METRICS.length, metric);
    if (!histograms) return;
    visitHistograms(histograms, size, (i, latencyAt, latencyEnd, ttftAt, ttftEnd) => {
      const group = groups[i] as number;
      if (group < 0) return;
      accumulator(this.latency, group).addEncoded(histograms, latencyAt, latencyEnd);
      accumulator(this.ttft, group).addEncoded(histograms, ttftAt, ttftEnd);
    });
  }

  addDelta({ minute, seriesId, metrics, latency, ttft }: DeltaRow): void {
    const group = this.grouping.groupOf[seriesId] ?? -1;
    if (group < 0) return;
    this.enter(minute);
    this.isTouched[group] = 1;
    const first = group * METRICS.length;
    for (const [i, value] of metrics.entries()) this.sums[first + i] = (this.sums[first + i] as number) + value;
    if (!this.withHistograms) return;
    accumulator(this.latency, group).addEncoded(latency, 0, latency.length);
    accumulator(this.ttft, group).addEncoded(ttft, 0, ttft.length);
  }

  /** What came to something, by bucket. */
  cells(fromMs: number): AggregateCell[] {
    this.flush();
    const cells: AggregateCell[] = [];
    for (const [bucket, slots] of [...this.slots].sort((a, b) => a[0] - b[0]))
      for (const [group, slot] of slots.entries()) {
        if (!slot || isNothing(slot)) continue;
        const bucketMs = this.range.step === null ? fromMs : bucket * MINUTE_MS;
        cells.push(toCell(bucketMs, this.grouping.groups[group] ?? [], slot));
      }
    return cells;
  }

  /** Finds the group of each cell; false: none passes the filter. */
  private findGroups(bytes: Uint8Array, seriesId: PackedColumn, size: number): boolean {
    if (this.groups.length < size) this.groups = new Int32Array(size * 2);
    const { groups, grouping } = this;
    let found = false;
    for (let i = 0; i < size; i++) {
      const group = grouping.groupOf[packedValue(bytes, seriesId, i)] ?? -1;
      groups[i] = group;
      if (group >= 0) found = true;
    }
    return found;
  }

  /** Makes the bucket that a minute falls into the current one. */
  private enter(minute: number): void {
    const { from, step } = this.range;
    // Where whole hours stand for expired minutes, an hour may begin before the range does.
    const bucket = step === null ? from : Math.floor(Math.max(minute, from) / step) * step;
    if (bucket === this.current) return;
    this.flush();
    this.current = bucket;
  }

  private flush(): void {
    if (this.current === null) return;
    const slots = this.slots.get(this.current) ?? [];
    this.slots.set(this.current, slots);
    for (const [group, touched] of this.isTouched.entries()) {
      if (touched === 0) continue;
      const present = slots[group];
      const metrics = this.sums.slice(group * METRICS.length, (group + 1) * METRICS.length);
      if (present) for (const [i, value] of present.metrics.entries()) metrics[i] = (metrics[i] as number) + value;
      slots[group] = {
        metrics,
        latency: this.withHistograms ? merged(present?.latency, accumulator(this.latency, group).drain()) : null,
        ttft: this.withHistograms ? merged(present?.ttft, accumulator(this.ttft, group).drain()) : null,
      };
    }
    this.sums.fill(0);
    this.isTouched.fill(0);
  }
}

function toCell(bucketMs: number, group: string[], { metrics, latency, ttft }: Slot): AggregateCell {
  const [count = 0, retries = 0, queuedMs = 0, backoffMs = 0, ...tokens] = metrics;
  const [inputTokens = 0, outputTokens = 0, cacheCreationInputTokens = 0, cacheReadInputTokens = 0, firsts = 0] =
    tokens;
  return {
    bucketMs,
    group,
    count,
    retries,
    queuedMs,
    backoffMs,
    inputTokens,
    outputTokens,
    cacheCreationInputTokens,
    cacheReadInputTokens,
    firsts,
    latency,
    ttft,
  };
}

function accumulator(pool: HistogramAccumulator[], group: number): HistogramAccumulator {
  let found = pool[group];
  if (!found) {
    found = new HistogramAccumulator();
    pool[group] = found;
  }
  return found;
}

function merged(present: ExponentialHistogram | null | undefined, more: ExponentialHistogram): ExponentialHistogram {
  if (!present) return more;
  mergeInto(present, more);
  return present;
}

function isNothing({ metrics, latency, ttft }: Slot): boolean {
  return (
    metrics.every((value) => value === 0) &&
    (!latency || isEmptyHistogram(latency)) &&
    (!ttft || isEmptyHistogram(ttft))
  );
}
