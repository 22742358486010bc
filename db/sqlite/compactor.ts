import { decodeHistogram } from '../../lib/histogram/codec.ts';
import { packCells, unpackCells } from '../rollup/cells.ts';
import { KEPT_WIDTH, ROLLUP_WIDTHS } from '../rollup/levels.ts';
import { marginalsAt } from '../rollup/marginals.ts';
import { addTo, type CellAddition, mergeCells } from '../rollup/merge-cells.ts';
import type { Counters } from './counters.ts';
import type { DeltaRow, DeltaTable } from './delta-table.ts';
import type { RollupKind, RollupTable } from './rollup-table.ts';
import type { SeriesRegistry } from './series-registry.ts';

/** Additions by unit and bucket, then by series. */
type Additions = Map<string, { unit: number; bucket: number; bySeries: Map<number, CellAddition> }>;

/** Folds `rollup_deltas` into `rollups`, at all widths at once. Within a write transaction only. */
export class Compactor {
  private readonly deltas: DeltaTable;
  private readonly rollups: RollupTable;
  private readonly counters: Counters;
  private readonly series: SeriesRegistry;

  constructor(deltas: DeltaTable, rollups: RollupTable, counters: Counters, series: SeriesRegistry) {
    this.series = series;
    this.deltas = deltas;
    this.rollups = rollups;
    this.counters = counters;
  }

  /** Folds the oldest rows, at most `limit`, of minutes before `minute`; returns how many. */
  step(minute: number, limit: number): number {
    const rows = this.deltas.before(minute, limit);
    if (rows.length === 0) return 0;
    const fineFrom = this.counters.get('fine_from_minute');
    let additions = byBucket(rows, 1);
    for (const width of ROLLUP_WIDTHS) {
      additions = widen(additions, width);
      for (const { unit, bucket, bySeries } of additions.values())
        if (width >= KEPT_WIDTH || bucket >= fineFrom)
          for (const marginal of marginalsAt(width)) this.fold({ width, unit, marginal }, bucket, bySeries);
    }
    for (const row of rows) this.deltas.delete(row);
    return rows.length;
  }

  private fold(kind: RollupKind, bucket: number, bySeries: Map<number, CellAddition>): void {
    const present = this.rollups.get(kind, bucket);
    const additions = this.series.intoMarginal(kind.marginal, bySeries);
    const cells = mergeCells(present ? unpackCells(present) : [], additions);
    this.rollups.put(kind, bucket, cells.length > 0 ? packCells(cells) : null);
  }
}

function byBucket(rows: DeltaRow[], width: number): Additions {
  const additions: Additions = new Map();
  for (const { minute, unit, seriesId, metrics, latency, ttft } of rows) {
    const addition = { metrics, latency: decodeHistogram(latency), ttft: decodeHistogram(ttft) };
    addTo(bucketOf(additions, unit, minute, width), seriesId, addition);
  }
  return additions;
}

function widen(narrower: Additions, width: number): Additions {
  const additions: Additions = new Map();
  for (const { unit, bucket, bySeries } of narrower.values()) {
    const target = bucketOf(additions, unit, bucket, width);
    for (const [seriesId, addition] of bySeries) addTo(target, seriesId, addition);
  }
  return additions;
}

function bucketOf(additions: Additions, unit: number, minute: number, width: number): Map<number, CellAddition> {
  const bucket = Math.floor(minute / width) * width;
  const key = `${unit}/${bucket}`;
  let found = additions.get(key);
  if (!found) {
    found = { unit, bucket, bySeries: new Map() };
    additions.set(key, found);
  }
  return found.bySeries;
}
