import { migrateDatabase } from '../db/migrate.ts';
import { packCells } from '../db/rollup/cells.ts';
import { addAttempt, addCall, type Deltas } from '../db/rollup/contribution.ts';
import { ROLLUP_WIDTHS } from '../db/rollup/levels.ts';
import { marginalsAt } from '../db/rollup/marginals.ts';
import { addTo, type CellAddition, mergeCells } from '../db/rollup/merge-cells.ts';
import { ATTEMPT_COLUMNS, rowValues } from '../db/sqlite/attempt-row.ts';
import { type Connection, openConnection } from '../db/sqlite/connection.ts';
import { Counters } from '../db/sqlite/counters.ts';
import { normaliseAttempt } from '../db/sqlite/normalise.ts';
import { RollupTable } from '../db/sqlite/rollup-table.ts';
import { DEFAULT_LIMITS, SeriesRegistry } from '../db/sqlite/series-registry.ts';
import { TextPool } from '../db/sqlite/text-pool.ts';
import type { Attempt } from '../lib/outcome/attempt.ts';
import { UNITS } from '../lib/outcome/vocabulary.ts';

/** Minutes after which a bucket of this width cannot get more attempts: the longest call, and then some. */
const LATE_MINUTES = 60;
const ROWS_A_TRANSACTION = 50_000;

/**
 * Fills a new database with attempts that are known to be new, each call's together and about in order of time: no
 * look-ups, no deltas, rollups packed once. What it leaves is what the real writer leaves after compaction.
 * @returns how many attempts
 */
export function writeBulk(path: string, attempts: Iterable<Attempt>, onProgress?: (rows: number) => void): number {
  migrateDatabase(path);
  const db = openConnection(path, { busyTimeoutMs: 0 });
  try {
    // Worth doing again if the machine dies, so nothing has to be safe before the end.
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -1048576');
    db.pragma('wal_autocheckpoint = 20000');
    const rows = new BulkWriter(db).write(attempts, onProgress);
    db.pragma('wal_checkpoint(TRUNCATE)');
    return rows;
  } finally {
    db.close();
  }
}

class BulkWriter {
  private readonly db: Connection;
  private readonly series: SeriesRegistry;
  private readonly texts: TextPool;
  private readonly insert;
  private readonly rollups: RollupTables;

  constructor(db: Connection) {
    this.db = db;
    this.series = new SeriesRegistry(db, DEFAULT_LIMITS);
    this.texts = new TextPool(db, Date.now);
    this.rollups = new RollupTables(db, this.series);
    const placeholders = ATTEMPT_COLUMNS.map(() => '?').join(', ');
    this.insert = db.prepare(`INSERT INTO attempts (${ATTEMPT_COLUMNS.join(', ')}) VALUES (${placeholders})`);
  }

  write(attempts: Iterable<Attempt>, onProgress?: (rows: number) => void): number {
    let rows = 0;
    this.db.exec('BEGIN');
    for (const attempt of attempts) {
      this.add(normaliseAttempt(attempt));
      if (++rows % ROWS_A_TRANSACTION !== 0) continue;
      this.db.exec('COMMIT; BEGIN');
      onProgress?.(rows);
    }
    this.rollups.finish();
    new Counters(this.db).add('attempts', rows);
    this.db.exec('COMMIT');
    return rows;
  }

  private add(attempt: Attempt): void {
    const registered = this.series.register(attempt);
    this.insert.run(rowValues(attempt, registered, this.texts));
    this.rollups.add(registered.id, attempt);
  }
}

/** Rollups of the buckets that may still get attempts, at every width; the others are packed and written. */
class RollupTables {
  private readonly table: RollupTable;
  private readonly series: SeriesRegistry;
  /** By width, then by unit and bucket, in the order of the buckets' first attempts. */
  private readonly open = ROLLUP_WIDTHS.map(() => new Map<string, Bucket>());
  private deltas: Deltas = new Map();
  private latestMinute = 0;

  constructor(db: Connection, series: SeriesRegistry) {
    this.table = new RollupTable(db);
    this.series = series;
  }

  add(seriesId: number, attempt: Attempt): void {
    const minute = Math.floor(attempt.startedAtMs / 60_000);
    if (minute > this.latestMinute) {
      this.latestMinute = minute;
      this.settle(minute - LATE_MINUTES);
    }
    addAttempt(this.deltas, seriesId, attempt, 1);
    if (attempt.call) addCall(this.deltas, seriesId, attempt, attempt.call, 1);
  }

  finish(): void {
    this.settle(Number.POSITIVE_INFINITY);
  }

  private settle(before: number): void {
    for (const { minute, unit, seriesId, ...addition } of this.deltas.values())
      for (const [level, width] of ROLLUP_WIDTHS.entries())
        addTo(this.bucket(level, unit, Math.floor(minute / width) * width).bySeries, seriesId, addition);
    this.deltas = new Map();
    for (const [level, width] of ROLLUP_WIDTHS.entries())
      for (const [key, { unit, bucket, bySeries }] of this.open[level] ?? []) {
        if (bucket + width > before) continue;
        for (const marginal of marginalsAt(width)) {
          const cells = mergeCells([], this.series.intoMarginal(marginal, bySeries));
          this.table.put({ width, unit, marginal }, bucket, packCells(cells));
        }
        this.open[level]?.delete(key);
      }
  }

  private bucket(level: number, unit: number, bucket: number): Bucket {
    const key = `${UNITS[unit]}/${bucket}`;
    let found = this.open[level]?.get(key);
    if (!found) {
      found = { unit, bucket, bySeries: new Map() };
      this.open[level]?.set(key, found);
    }
    return found;
  }
}

interface Bucket {
  unit: number;
  bucket: number;
  bySeries: Map<number, CellAddition>;
}
