import type { PackedCells } from '../rollup/cells.ts';
import type { Connection } from './connection.ts';

/** The `rollups` table. Times are minutes since the epoch, units are indices in `UNITS`. */
export class RollupTable {
  private readonly selectOne;
  private readonly selectCells;
  private readonly selectBoth;
  private readonly upsert;
  private readonly deleteOne;
  private readonly deleteFine;

  constructor(db: Connection) {
    const key = 'width_minutes = ? AND unit = ? AND bucket';
    this.selectOne = db.prepare<[number, number, number], PackedCells>(
      `SELECT cells, histograms FROM rollups WHERE ${key} = ?`,
    );
    this.selectCells = db
      .prepare<[number, number, number, number], [bucket: number, cells: Uint8Array]>(
        `SELECT bucket, cells FROM rollups WHERE ${key} >= ? AND bucket < ? ORDER BY bucket`,
      )
      .raw();
    this.selectBoth = db
      .prepare<[number, number, number, number], [bucket: number, cells: Uint8Array, histograms: Uint8Array]>(
        `SELECT bucket, cells, histograms FROM rollups WHERE ${key} >= ? AND bucket < ? ORDER BY bucket`,
      )
      .raw();
    this.upsert = db.prepare(
      `INSERT INTO rollups (width_minutes, unit, bucket, cells, histograms) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (width_minutes, unit, bucket) DO UPDATE SET cells = excluded.cells, histograms = excluded.histograms`,
    );
    this.deleteOne = db.prepare<[number, number, number]>(`DELETE FROM rollups WHERE ${key} = ?`);
    this.deleteFine = db.prepare<[number, number, number, number]>(
      `DELETE FROM rollups WHERE id IN (SELECT id FROM rollups WHERE ${key} < ? LIMIT ?)`,
    );
  }

  get(width: number, unit: number, bucket: number): PackedCells | undefined {
    return this.selectOne.get(width, unit, bucket);
  }

  /** Buckets from `from` (inclusive) to `to` (exclusive), in order; without histograms unless asked for. */
  *range(
    width: number,
    unit: number,
    from: number,
    to: number,
    histograms: boolean,
  ): Generator<[bucket: number, cells: Uint8Array, histograms?: Uint8Array]> {
    yield* (histograms ? this.selectBoth : this.selectCells).iterate(width, unit, from, to);
  }

  put(width: number, unit: number, bucket: number, packed: PackedCells | null): void {
    if (packed) this.upsert.run(width, unit, bucket, packed.cells, packed.histograms);
    else this.deleteOne.run(width, unit, bucket);
  }

  /** Deletes at most `limit` buckets of a width before a minute; returns how many. */
  deleteBefore(width: number, unit: number, minute: number, limit: number): number {
    return this.deleteFine.run(width, unit, minute, limit).changes;
  }
}
