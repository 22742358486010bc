import { decodeHistogram, encodeHistogram } from '../../lib/histogram/codec.ts';
import { mergeInto } from '../../lib/histogram/histogram.ts';
import { type Delta, type Deltas, deltaKey, isEmptyDelta } from '../rollup/contribution.ts';
import { addMetrics, type MetricValues } from '../rollup/metrics.ts';
import type { Connection } from './connection.ts';
import { DeltaMemory } from './delta-memory.ts';

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
  private readonly memory: DeltaMemory;

  constructor(db: Connection) {
    this.memory = new DeltaMemory(db);
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

  /** Adds deltas to what is there. Within a write transaction only; `reset` must follow if it is rolled back. */
  add(deltas: Deltas): void {
    this.memory.refresh();
    for (const [key, delta] of deltas) {
      const present = this.memory.get(key) ?? this.read(delta);
      const sum = present ?? delta;
      if (present) {
        addMetrics(present.metrics, delta.metrics);
        mergeInto(present.latency, delta.latency);
        mergeInto(present.ttft, delta.ttft);
      }
      if (!isEmptyDelta(sum)) {
        this.put(sum);
        this.memory.set(key, sum);
      } else if (present) this.delete(present);
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

  delete(row: Pick<DeltaRow, 'minute' | 'unit' | 'seriesId'>): void {
    this.memory.forget(deltaKey(row));
    this.deleteOne.run(row.minute, row.unit, row.seriesId);
  }

  /** Forgets what was written: it was rolled back. */
  reset(): void {
    this.memory.reset();
  }

  private read({ minute, unit, seriesId }: Delta): Delta | null {
    const raw = this.selectOne.get(minute, unit, seriesId);
    if (!raw) return null;
    const { metrics, latency, ttft } = fromRaw(raw);
    return { minute, unit, seriesId, metrics, latency: decodeHistogram(latency), ttft: decodeHistogram(ttft) };
  }

  private put({ minute, unit, seriesId, latency, ttft, metrics }: Delta): void {
    this.upsert.run(minute, unit, seriesId, encodeHistogram(latency), encodeHistogram(ttft), ...metrics);
  }
}

function fromRaw([minute, unit, seriesId, latency, ttft, ...metrics]: RawRow): DeltaRow {
  return { minute, unit, seriesId, metrics, latency, ttft };
}
