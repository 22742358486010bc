import { decodeHistogram, encodeHistogram } from '../../lib/histogram/codec.ts';
import { mergeInto } from '../../lib/histogram/histogram.ts';
import { type Deltas, isEmptyDelta } from '../rollup/contribution.ts';
import { addMetrics, type MetricValues } from '../rollup/metrics.ts';
import type { Connection } from './connection.ts';

/** A row of `rollup_deltas`, its histograms encoded. */
export interface DeltaRow {
  minute: number;
  unit: number;
  seriesId: number;
  metrics: MetricValues;
  latency: Uint8Array;
  ttft: Uint8Array;
}

type RawRow = [
  minute: number,
  unit: number,
  seriesId: number,
  latency: Uint8Array,
  ttft: Uint8Array,
  ...metrics: MetricValues,
];

const METRIC_COLUMNS =
  'count, retries, queued_ms, backoff_ms, input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens, firsts';
const SELECT = `SELECT minute, unit, series_id, latency, ttft, ${METRIC_COLUMNS} FROM rollup_deltas`;

/** The `rollup_deltas` table: what was written and not yet folded into `rollups`. */
export class DeltaTable {
  private readonly selectOne;
  private readonly selectRange;
  private readonly selectBefore;
  private readonly upsert;
  private readonly deleteOne;

  constructor(db: Connection) {
    this.selectOne = db
      .prepare<[number, number, number], RawRow>(`${SELECT} WHERE minute = ? AND unit = ? AND series_id = ?`)
      .raw();
    this.selectRange = db
      .prepare<[number, number, number], RawRow>(
        `${SELECT} WHERE minute >= ? AND minute < ? AND unit = ? ORDER BY minute`,
      )
      .raw();
    this.selectBefore = db
      .prepare<[number, number], RawRow>(`${SELECT} WHERE minute < ? ORDER BY minute, unit, series_id LIMIT ?`)
      .raw();
    this.upsert = db.prepare(
      `INSERT OR REPLACE INTO rollup_deltas (minute, unit, series_id, latency, ttft, ${METRIC_COLUMNS})
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.deleteOne = db.prepare<[number, number, number]>(
      'DELETE FROM rollup_deltas WHERE minute = ? AND unit = ? AND series_id = ?',
    );
  }

  /** Adds deltas to what is there. Within a write transaction only. */
  add(deltas: Deltas): void {
    for (const delta of deltas.values()) {
      const { minute, unit, seriesId } = delta;
      const present = this.selectOne.get(minute, unit, seriesId);
      if (present) {
        const { metrics, latency, ttft } = fromRaw(present);
        addMetrics(delta.metrics, metrics);
        mergeInto(delta.latency, decodeHistogram(latency));
        mergeInto(delta.ttft, decodeHistogram(ttft));
      }
      if (!isEmptyDelta(delta))
        this.upsert.run(
          minute,
          unit,
          seriesId,
          encodeHistogram(delta.latency),
          encodeHistogram(delta.ttft),
          ...delta.metrics,
        );
      else if (present) this.deleteOne.run(minute, unit, seriesId);
    }
  }

  /** Of one unit, from a minute (inclusive) to another (exclusive), by minute. */
  range(fromMinute: number, toMinute: number, unit: number): DeltaRow[] {
    return this.selectRange.all(fromMinute, toMinute, unit).map(fromRaw);
  }

  /** The oldest rows of minutes before `minute`. */
  before(minute: number, limit: number): DeltaRow[] {
    return this.selectBefore.all(minute, limit).map(fromRaw);
  }

  delete({ minute, unit, seriesId }: Pick<DeltaRow, 'minute' | 'unit' | 'seriesId'>): void {
    this.deleteOne.run(minute, unit, seriesId);
  }
}

function fromRaw([minute, unit, seriesId, latency, ttft, ...metrics]: RawRow): DeltaRow {
  return { minute, unit, seriesId, metrics, latency, ttft };
}
