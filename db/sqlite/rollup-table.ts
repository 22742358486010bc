import type { PackedCells } from '../rollup/cells.ts';
import type { Connection } from './connection.ts';

/** One kind of rollup. `unit` is an index in `UNITS`, `marginal` one in `MARGINALS`. */
export interface RollupKind {
  width: number;
  unit: number;
  marginal: number;
}

const ROWS_AT_ONCE = 512;

type RangeBounds = [width: number, unit: number, marginal: number, from: number, to: number, limit: number];

/** The `rollups` table. Times are minutes since the epoch. */
export class RollupTable {
  private readonly selectOne;
  private readonly selectCells;
  private readonly selectBoth;
  private readonly upsert;
  private readonly deleteOne;
  private readonly deleteFine;

  constructor(db: Connection) {
    const key = 'width_minutes = ? AND unit = ? AND dimension = ? AND bucket';
    this.selectOne = db.prepare<[number, number, number, number], PackedCells>(
      `SELECT cells, histograms FROM rollups WHERE ${key} = ?`,
    );
    this.selectCells = db
      .prepare<RangeBounds, [bucket: number, cells: Uint8Array]>(
        `SELECT bucket, cells FROM rollups WHERE ${key} >= ? AND bucket < ? ORDER BY bucket LIMIT ?`,
      )
      .raw();
    this.selectBoth = db
      .prepare<RangeBounds, [bucket: number, cells: Uint8Array, histograms: Uint8Array]>(
        `SELECT bucket, cells, histograms FROM rollups WHERE ${key} >= ? AND bucket < ? ORDER BY bucket LIMIT ?`,
      )
      .raw();
    this.upsert = db.prepare(
      `INSERT INTO rollups (width_minutes, unit, dimension, bucket, cells, histograms) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (width_minutes, unit, dimension, bucket) DO UPDATE SET cells = excluded.cells, histograms = excluded.histograms`,
    );
    this.deleteOne = db.prepare<[number, number, number, number]>(`DELETE FROM rollups WHERE ${key} = ?`);
    this.deleteFine = db.prepare<[number, number, number, number, number]>(
      `DELETE FROM rollups WHERE id IN (SELECT id FROM rollups WHERE ${key} < ? LIMIT ?)`,
    );
  }

  get({ width, unit, marginal }: RollupKind, bucket: number): PackedCells | undefined {
    return this.selectOne.get(width, unit, marginal, bucket);
  }

  /** Buckets from `from` (inclusive) to `to` (exclusive), in order; without histograms unless asked for. */
  *range(
    { width, unit, marginal }: RollupKind,
    from: number,
    to: number,
    histograms: boolean,
  ): Generator<[bucket: number, cells: Uint8Array, histograms?: Uint8Array]> {
    const select = histograms ? this.selectBoth : this.selectCells;
    // Rows by the hundred cost less than one by one, and not the memory of all.
    for (let at = from; ; ) {
      const rows = select.all(width, unit, marginal, at, to, ROWS_AT_ONCE);
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < ROWS_AT_ONCE) return;
      at = last[0] + 1;
    }
  }

  put({ width, unit, marginal }: RollupKind, bucket: number, packed: PackedCells | null): void {
    if (packed) this.upsert.run(width, unit, marginal, bucket, packed.cells, packed.histograms);
    else this.deleteOne.run(width, unit, marginal, bucket);
  }

  /** Deletes at most `limit` buckets of a kind before a minute; returns how many. */
  deleteBefore({ width, unit, marginal }: RollupKind, minute: number, limit: number): number {
    return this.deleteFine.run(width, unit, marginal, minute, limit).changes;
  }
}
