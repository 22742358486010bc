import { HistogramAccumulator } from '../../lib/histogram/accumulator.ts';
import { type ExponentialHistogram, isEmptyHistogram, mergeInto } from '../../lib/histogram/histogram.ts';
import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { readCellColumns, visitHistograms } from '../rollup/cells.ts';
import { MINUTE_MS, segmentsFor } from '../rollup/levels.ts';
import { areAllZero, METRICS, type MetricValues } from '../rollup/metrics.ts';
import { packedValue } from '../rollup/packed-column.ts';
import type { AggregateCell, AggregateQuery } from '../store.ts';
import type { DeltaTable } from './delta-table.ts';
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
  const sums = new BucketSums(range, grouping, query.histograms);
  for (const { width, from, to } of segmentsFor(range.from, range.to, range.step, tables.fineFromMinute))
    for (const [bucket, cells, histograms] of tables.rollups.range(width, unit, from, to, query.histograms))
      sums.addRollup(bucket, cells, histograms);
  for (const row of tables.deltas.range(range.from, range.to, unit)) {
    const { minute, seriesId, metrics, latency, ttft } = row;
    sums.addDelta(minute, seriesId, metrics, latency, ttft);
  }
  return sums.cells(query.filter.fromMs);
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

interface Slot {
  metrics: MetricValues;
  latency: ExponentialHistogram | null;
  ttft: ExponentialHistogram | null;
}

/** Sums by bucket and group while rollups go by. Histograms of one bucket gather in accumulators until the next begins. */
class BucketSums {
  private readonly range: MinuteRange;
  private readonly grouping: Grouping;
  private readonly withHistograms: boolean;
  private readonly slots = new Map<number, (Slot | undefined)[]>();
  private current: number | null = null;
  private slotsNow: (Slot | undefined)[] = [];
  private readonly latency: HistogramAccumulator[] = [];
  private readonly ttft: HistogramAccumulator[] = [];

  constructor(range: MinuteRange, grouping: Grouping, withHistograms: boolean) {
    this.range = range;
    this.grouping = grouping;
    this.withHistograms = withHistograms;
  }

  addRollup(bucket: number, cells: Uint8Array, histograms: Uint8Array | undefined): void {
    this.enter(bucket);
    const { bytes, size, seriesId, metrics } = readCellColumns(cells);
    const used = [...metrics.entries()].filter(([, column]) => column.width > 0);
    const groups = new Int32Array(size);
    let matched = 0;
    for (let i = 0; i < size; i++) {
      const group = this.grouping.groupOf[packedValue(bytes, seriesId, i)] ?? -1;
      groups[i] = group;
      if (group < 0) continue;
      matched++;
      const sums = this.slot(group).metrics;
      for (const [metric, column] of used) sums[metric] = (sums[metric] as number) + packedValue(bytes, column, i);
    }
    if (!histograms || matched === 0) return;
    visitHistograms(histograms, size, (i, latencyAt, latencyEnd, ttftAt, ttftEnd) => {
      const group = groups[i] as number;
      if (group < 0) return;
      accumulator(this.latency, group).addEncoded(histograms, latencyAt, latencyEnd);
      accumulator(this.ttft, group).addEncoded(histograms, ttftAt, ttftEnd);
    });
  }

  addDelta(minute: number, seriesId: number, metrics: MetricValues, latency: Uint8Array, ttft: Uint8Array): void {
    const group = this.grouping.groupOf[seriesId] ?? -1;
    if (group < 0) return;
    this.enter(minute);
    const sums = this.slot(group).metrics;
    for (const i of METRICS.keys()) sums[i] = (sums[i] ?? 0) + (metrics[i] ?? 0);
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
        const { metrics, latency, ttft } = slot;
        const bucketMs = this.range.step === null ? fromMs : bucket * MINUTE_MS;
        const sums = Object.fromEntries(METRICS.map((name, i) => [name, metrics[i] ?? 0])) as Pick<
          AggregateCell,
          (typeof METRICS)[number]
        >;
        cells.push({ bucketMs, group: this.grouping.groups[group] ?? [], ...sums, latency, ttft });
      }
    return cells;
  }

  /** Makes the bucket that a minute falls into the current one. */
  private enter(minute: number): void {
    const { from, step } = this.range;
    // Where whole hours stand for expired minutes, an hour may begin before the range does.
    const bucket = step === null ? from : Math.floor(Math.max(minute, from) / step) * step;
    if (bucket === this.current) return;
    this.flush();
    this.current = bucket;
    let slots = this.slots.get(bucket);
    if (!slots) {
      slots = [];
      this.slots.set(bucket, slots);
    }
    this.slotsNow = slots;
  }

  private slot(group: number): Slot {
    let slot = this.slotsNow[group];
    if (!slot) {
      slot = { metrics: METRICS.map(() => 0), latency: null, ttft: null };
      this.slotsNow[group] = slot;
    }
    return slot;
  }

  private flush(): void {
    if (!this.withHistograms) return;
    for (const [group, slot] of this.slotsNow.entries()) {
      if (!slot) continue;
      slot.latency = merged(slot.latency, accumulator(this.latency, group).drain());
      slot.ttft = merged(slot.ttft, accumulator(this.ttft, group).drain());
    }
  }
}

function accumulator(pool: HistogramAccumulator[], group: number): HistogramAccumulator {
  let found = pool[group];
  if (!found) {
    found = new HistogramAccumulator();
    pool[group] = found;
  }
  return found;
}

function merged(present: ExponentialHistogram | null, more: ExponentialHistogram): ExponentialHistogram {
  if (!present) return more;
  mergeInto(present, more);
  return present;
}

function isNothing({ metrics, latency, ttft }: Slot): boolean {
  return areAllZero(metrics) && (!latency || isEmptyHistogram(latency)) && (!ttft || isEmptyHistogram(ttft));
}
