import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { KEPT_WIDTH, MINUTE_MS, ROLLUP_WIDTHS } from '../rollup/levels.ts';
import { marginalsAt } from '../rollup/marginals.ts';
import type { Compactor } from './compactor.ts';
import type { Connection } from './connection.ts';
import type { Counters } from './counters.ts';
import type { RollupTable } from './rollup-table.ts';

const DAY_MS = 86_400_000;
/** A file is made smaller only where more of it than this is empty: what is freed is mostly used again soon. */
const FREE_SHARE = 0.2;
const VACUUM_PAGES = 500;

/** Deletes what is past its time. */
export class Expirer {
  private readonly db: Connection;
  private readonly rollups: RollupTable;
  private readonly compactor: Compactor;
  private readonly counters: Counters;
  private readonly deleteAttempts;
  private readonly deleteTexts;

  constructor(db: Connection, rollups: RollupTable, compactor: Compactor, counters: Counters) {
    this.db = db;
    this.rollups = rollups;
    this.compactor = compactor;
    this.counters = counters;
    this.deleteAttempts = db.prepare<[number, number]>(
      `DELETE FROM attempts WHERE seq IN
         (SELECT seq FROM attempts INDEXED BY attempts_time WHERE started_at < ? ORDER BY started_at LIMIT ?)`,
    );
    this.deleteTexts = db.prepare<[number, number]>(
      'DELETE FROM texts WHERE id IN (SELECT id FROM texts WHERE used_on_day < ? LIMIT ?)',
    );
  }

  /** One step of `Store.expire`. Within a write transaction only. */
  step(beforeMs: number, limit: number): number {
    const { changes } = this.deleteAttempts.run(beforeMs, limit);
    this.counters.add('attempts', -changes);
    const fineFrom = Math.floor(beforeMs / MINUTE_MS / KEPT_WIDTH) * KEPT_WIDTH;
    this.counters.raiseTo('fine_from_minute', fineFrom);
    this.compactor.step(fineFrom, limit);
    for (const width of ROLLUP_WIDTHS)
      if (width < KEPT_WIDTH)
        for (const unit of UNITS.keys())
          for (const marginal of marginalsAt(width))
            this.rollups.deleteBefore({ width, unit, marginal }, fineFrom, limit);
    // A text was last used on the day its last attempt was written, which is not before the day it started.
    if (changes < limit) this.deleteTexts.run(Math.floor(beforeMs / DAY_MS) - 1, limit);
    return changes;
  }

  /** Gives some space back to the file system where much of it lies empty. Outside of any transaction. */
  shrink(): void {
    const pages = Number(this.db.pragma('page_count', { simple: true }));
    const free = Number(this.db.pragma('freelist_count', { simple: true }));
    if (free > pages * FREE_SHARE && free > VACUUM_PAGES) this.db.pragma(`incremental_vacuum(${VACUUM_PAGES})`);
  }
}
