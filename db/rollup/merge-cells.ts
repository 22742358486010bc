import { decodeHistogram, encodeHistogram } from '../../lib/histogram/codec.ts';
import { type ExponentialHistogram, emptyHistogram, mergeInto } from '../../lib/histogram/histogram.ts';
import type { Cell } from './cells.ts';
import { addMetrics, areAllZero, type MetricValues } from './metrics.ts';

/** What is to be added to a cell; negative where it is taken back. */
export interface CellAddition {
  metrics: MetricValues;
  latency: ExponentialHistogram;
  ttft: ExponentialHistogram;
}

/** Adds to what several additions to one series come to. */
export function addTo(additions: Map<number, CellAddition>, seriesId: number, addition: CellAddition): void {
  let sum = additions.get(seriesId);
  if (!sum) {
    sum = { metrics: addition.metrics.map(() => 0), latency: emptyHistogram(), ttft: emptyHistogram() };
    additions.set(seriesId, sum);
  }
  addMetrics(sum.metrics, addition.metrics);
  mergeInto(sum.latency, addition.latency);
  mergeInto(sum.ttft, addition.ttft);
}

/** Cells with the additions in them, sorted by series; those that came to nothing are left out. */
export function mergeCells(cells: readonly Cell[], additions: ReadonlyMap<number, CellAddition>): Cell[] {
  const bySeries = new Map(cells.map((cell) => [cell.seriesId, cell]));
  for (const [seriesId, { metrics, latency, ttft }] of additions) {
    const present = bySeries.get(seriesId);
    const sum = [...(present?.metrics ?? metrics.map(() => 0))];
    addMetrics(sum, metrics);
    const merged: Cell = {
      seriesId,
      metrics: sum,
      latency: mergeEncoded(present?.latency, latency),
      ttft: mergeEncoded(present?.ttft, ttft),
    };
    if (areAllZero(sum) && merged.latency.length === 0 && merged.ttft.length === 0) bySeries.delete(seriesId);
    else bySeries.set(seriesId, merged);
  }
  return [...bySeries.values()].sort((a, b) => a.seriesId - b.seriesId);
}

function mergeEncoded(present: Uint8Array | undefined, addition: ExponentialHistogram): Uint8Array {
  if (!present || present.length === 0) return encodeHistogram(addition);
  const merged = decodeHistogram(present);
  mergeInto(merged, addition);
  return encodeHistogram(merged);
}
