import type { Delta } from '../rollup/contribution.ts';
import type { Connection } from './connection.ts';

/** Far more than are written to in any few minutes; beyond it the memory starts afresh. */
const MAX_REMEMBERED = 1_000;

/**
 * What rows of `rollup_deltas` hold, as this connection last wrote them: in a busy minute the same few are added to with
 * every commit, and reading each anew would cost more than writing it. Within a write transaction only.
 */
export class DeltaMemory {
  private readonly rows = new Map<string, Delta>();
  private readonly dataVersion;
  private version: number | null = null;

  constructor(db: Connection) {
    this.dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();
  }

  /** To be called first in each transaction: forgets all if another connection has written anything since. */
  refresh(): void {
    const version = this.dataVersion.get() ?? null;
    if (version !== this.version) this.rows.clear();
    this.version = version;
  }

  get(key: string): Delta | undefined {
    return this.rows.get(key);
  }

  /** The row is kept, not copied: what is added to it later is taken to be written. */
  set(key: string, row: Delta): void {
    if (this.rows.size >= MAX_REMEMBERED) this.rows.clear();
    this.rows.set(key, row);
  }

  forget(key: string): void {
    this.rows.delete(key);
  }

  /** Forgets everything: what a transaction wrote that was then rolled back is not there. */
  reset(): void {
    this.rows.clear();
  }
}
