import { HistogramAccumulator } from '../../lib/histogram/accumulator.ts';
import { type DenseHistogram, isEmptyDense } from '../../lib/histogram/dense.ts';
import { findHistograms, readCellColumns } from '../rollup/cells.ts';
import { MINUTE_MS } from '../rollup/levels.ts';
import { METRICS } from '../rollup/metrics.ts';
import { addColumn, type PackedColumn, packedValue, type Wanted } from '../rollup/packed-column.ts';
import type { AggregateCell } from '../store.ts';
import type { DeltaRow } from './delta-table.ts';
import type { Grouping } from './series-filter.ts';

/** A range in whole minutes. */
export interface MinuteRange {
  from: number;
  to: number;
  /** `null`: one bucket. */
  step: number | null;
}

/** What one group came to in one bucket. */
interface Slot {
  group: number;
  metrics: number[];
  latency: DenseHistogram | null;
  ttft: DenseHistogram | null;
}

/** Sums by bucket and group while rollups go by. What belongs to one bucket gathers until another begins. */
export class BucketSums {
  private readonly range: MinuteRange;
  private readonly grouping: Grouping;
  readonly withHistograms: boolean;
  private readonly slots = new Map<number, Slot[]>();
  private current: number | null = null;
  /** Of the current bucket: a metric of a group at `group * METRICS.length + metric`. */
  private readonly sums: Float64Array;
  private readonly isTouched: Uint8Array;
  private touched: number[] = [];
  private readonly latency: HistogramAccumulator[] = [];
  private readonly ttft: HistogramAccumulator[] = [];
  /** The cells of the rollup at hand that pass the filter. */
  private readonly wanted: Wanted = { index: new Int32Array(256), group: new Int32Array(256), count: 0 };
  /** Where its histograms lie. */
  private bounds = new Int32Array(513);

  constructor(range: MinuteRange, grouping: Grouping, withHistograms: boolean) {
    this.range = range;
    this.grouping = grouping;
    this.withHistograms = withHistograms;
    this.sums = new Float64Array(grouping.groups.length * METRICS.length);
    this.isTouched = new Uint8Array(grouping.groups.length);
  }

  addRollup(bucket: number, cells: Uint8Array, histograms: Uint8Array | undefined): void {
    const { bytes, size, seriesId, metrics } = readCellColumns(cells);
    this.findWanted(bytes, seriesId, size);
    const { wanted, sums } = this;
    if (wanted.count === 0) return;
    this.enter(bucket);
    for (let i = 0; i < wanted.count; i++) this.touch(wanted.group[i] as number);
    for (let metric = 0; metric < metrics.length; metric++)
      addColumn(bytes, metrics[metric] as PackedColumn, wanted, sums, METRICS.length, metric);
    if (histograms && this.withHistograms) this.addHistograms(histograms, size);
  }

  addDelta({ minute, seriesId, metrics, latency, ttft }: DeltaRow): void {
    const group = this.grouping.groupOf[seriesId] ?? -1;
    if (group < 0) return;
    this.enter(minute);
    this.touch(group);
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
    for (const [bucket, slots] of [...this.slots].sort((a, b) => a[0] - b[0])) {
      const bucketMs = this.range.step === null ? fromMs : bucket * MINUTE_MS;
      for (const slot of slots.sort((a, b) => a.group - b.group))
        if (!isNothing(slot)) cells.push(toCell(bucketMs, this.grouping.groups[slot.group] ?? [], slot));
    }
    return cells;
  }

  private addHistograms(bytes: Uint8Array, size: number): void {
    const { wanted, bounds } = this;
    findHistograms(bytes, size, bounds);
    for (let i = 0; i < wanted.count; i++) {
      const group = wanted.group[i] as number;
      const at = 2 * (wanted.index[i] as number);
      accumulator(this.latency, group).addEncoded(bytes, bounds[at] as number, bounds[at + 1] as number);
      accumulator(this.ttft, group).addEncoded(bytes, bounds[at + 1] as number, bounds[at + 2] as number);
    }
  }

  /** Finds the cells that pass the filter, and the group of each. */
  private findWanted(bytes: Uint8Array, seriesId: PackedColumn, size: number): void {
    const { wanted } = this;
    const { groupOf } = this.grouping;
    if (wanted.index.length < size) {
      wanted.index = new Int32Array(size * 2);
      wanted.group = new Int32Array(size * 2);
      this.bounds = new Int32Array(size * 4 + 1);
    }
    let count = 0;
    for (let i = 0; i < size; i++) {
      const group = groupOf[packedValue(bytes, seriesId, i)] ?? -1;
      if (group < 0) continue;
      wanted.index[count] = i;
      wanted.group[count++] = group;
    }
    wanted.count = count;
  }

  private touch(group: number): void {
    if (this.isTouched[group] === 1) return;
    this.isTouched[group] = 1;
    this.touched.push(group);
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
    const present = this.slots.get(this.current);
    const slots = this.touched.map((group) =>
      this.take(
        group,
        present?.find((slot) => slot.group === group),
      ),
    );
    const untouched = present?.filter(({ group }) => this.isTouched[group] === 0) ?? [];
    this.slots.set(this.current, [...untouched, ...slots]);
    for (const group of this.touched) this.isTouched[group] = 0;
    this.touched = [];
  }

  /** What has gathered of a group, with what was there before; its sums begin anew. */
  private take(group: number, present: Slot | undefined): Slot {
    const metrics = present?.metrics ?? METRICS.map(() => 0);
    const first = group * METRICS.length;
    for (let i = 0; i < METRICS.length; i++) {
      metrics[i] = (metrics[i] as number) + (this.sums[first + i] as number);
      this.sums[first + i] = 0;
    }
    if (!this.withHistograms) return { group, metrics, latency: null, ttft: null };
    const [latency, ttft] = [accumulator(this.latency, group), accumulator(this.ttft, group)];
    if (present?.latency) latency.addDense(present.latency);
    if (present?.ttft) ttft.addDense(present.ttft);
    return { group, metrics, latency: latency.drain(), ttft: ttft.drain() };
  }
}

function toCell(bucketMs: number, group: string[], { metrics, latency, ttft }: Slot): AggregateCell {
  return {
    bucketMs,
    group,
    count: metrics[0] ?? 0,
    retries: metrics[1] ?? 0,
    queuedMs: metrics[2] ?? 0,
    backoffMs: metrics[3] ?? 0,
    inputTokens: metrics[4] ?? 0,
    outputTokens: metrics[5] ?? 0,
    cacheCreationInputTokens: metrics[6] ?? 0,
    cacheReadInputTokens: metrics[7] ?? 0,
    firsts: metrics[8] ?? 0,
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

function isNothing({ metrics, latency, ttft }: Slot): boolean {
  return metrics.every((value) => value === 0) && (!latency || isEmptyDense(latency)) && (!ttft || isEmptyDense(ttft));
}
