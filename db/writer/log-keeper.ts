import { type Connection, openConnection } from '../sqlite/connection.ts';

/** While much is written, the log is moved into the database this often: a few megabytes at a time. */
const EVERY_MS = 100;

/**
 * Moves the write-ahead log into the database from another thread than the writer's. SQLite would have the writer do it
 * at the end of some commit, and for as long as that takes every call whose end is held for its record would wait.
 * Trouble here loses nothing: the writer does it itself once the log is long.
 */
export class LogKeeper {
  private readonly path: string;
  private db: Connection | null = null;
  private timer: NodeJS.Timeout | null = null;

  /** @param path of the database */
  constructor(path: string) {
    this.path = path;
  }

  /** Something was written. */
  wrote(): void {
    this.timer ??= setTimeout(() => this.step(), EVERY_MS).unref();
  }

  private step(): void {
    this.timer = null;
    try {
      this.db ??= openConnection(this.path, { busyTimeoutMs: 0 });
      this.db.pragma('wal_checkpoint(PASSIVE)');
    } catch {
      this.db?.close();
      this.db = null;
    }
  }
}
