import { openSqliteStore, type SqliteStore } from '../sqlite/open.ts';
import type { ReportedAttempt } from '../store.ts';
import { fromSqliteError, StoreError } from '../store-error.ts';
import { LogSync } from './log-sync.ts';
import type { BatchOutcome, CommitMessage, Trouble } from './messages.ts';

/** Short: what waits for a lock here is tried again by the handle, which can tell of it meanwhile. */
const BUSY_TIMEOUT_MS = 1_000;
/** A proxied attempt survives a power cut that comes a second later. */
const SYNC_AFTER_MS = 900;
/** 160 MB: who writes reports keeps the log shorter than that, beside the thread's work. */
const LOG_PAGES = 40_000;
/** SQLite's own default, for when nobody reports any more. */
const USUAL_LOG_PAGES = 1_000;
const REPORTS_END_AFTER_MS = 10_000;
const COMPACT_EVERY_MS = 10_000;
/** Minutes younger than this may well get more attempts. */
const COMPACT_AFTER_MS = 2 * 60_000;
const COMPACT_ROWS = 200;

/** The thread's side of the writer: owns the store, opens it when it can, and commits what it is given. */
export class Committer {
  private readonly path: string;
  private readonly onTrouble: (trouble: Trouble) => void;
  private readonly logSync: LogSync;
  /** When reports were last written. */
  private partAtMs = Number.NEGATIVE_INFINITY;
  private store: SqliteStore | null = null;
  private syncTimer: NodeJS.Timeout | null = null;
  private compactTimer: NodeJS.Timeout | null = null;
  private isSyncing = false;
  private isClosed = false;

  constructor(path: string, onTrouble: (trouble: Trouble) => void) {
    this.path = path;
    this.logSync = new LogSync(path);
    this.onTrouble = onTrouble;
  }

  /** The store, opened anew if need be. @throws StoreError */
  open(): SqliteStore {
    this.store ??= openSqliteStore(this.path, { busyTimeoutMs: BUSY_TIMEOUT_MS });
    this.compactTimer ??= setTimeout(() => this.compact(), COMPACT_EVERY_MS);
    return this.store;
  }

  /** Commits a message in one transaction; if something in it cannot be stored, batch by batch to find out what. */
  commit(message: CommitMessage): { outcomes: BatchOutcome[]; notes: Trouble | null } {
    const { batches, opened, processId, nowMs, durability } = message;
    try {
      if (batches.length === 0 && opened.length === 0 && processId === null) {
        // Nothing but a question whether writing works.
        this.open().sync();
        this.committed('power');
        return { outcomes: [], notes: null };
      }
      if (performance.now() - this.partAtMs > REPORTS_END_AFTER_MS) this.open().limitLog(USUAL_LOG_PAGES);
      const results = this.open().commit({ batches, opened, forget: [], seen: processId, nowMs }, durability);
      this.committed(durability);
      return { outcomes: results.map((result) => ({ kind: 'written', result })), notes: null };
    } catch (error) {
      const trouble = this.troubleOf(error);
      const parts = batches.length + (opened.length > 0 ? 1 : 0);
      if (trouble.code !== 'malformed' || parts === 0)
        return { outcomes: batches.map(() => retry(trouble)), notes: trouble };
      if (parts === 1) return { outcomes: batches.map(() => ({ kind: 'refused', trouble })), notes: null };
      return this.commitEach(message);
    }
  }

  /** Commits what another thread has to write. `syncBeside` makes it survive a power cut. */
  commitPart(attempts: ReportedAttempt[]): BatchOutcome {
    const nothing = { opened: [], processId: null, nowMs: Date.now(), durability: 'process' } as const;
    const { outcomes } = this.commit({ type: 'commit', batches: [attempts], ...nothing, opened: [] });
    this.store?.limitLog(LOG_PAGES);
    this.partAtMs = performance.now();
    return outcomes[0] ?? { kind: 'written', result: { accepted: 0, duplicates: 0 } };
  }

  /** Makes what was committed survive a power cut; commits go on meanwhile. */
  async syncBeside(): Promise<BatchOutcome> {
    try {
      await this.logSync.sync();
      return { kind: 'written', result: { accepted: 0, duplicates: 0 } };
    } catch (error) {
      return retry({ code: 'io', message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Makes what was committed survive a power cut, and closes the store. */
  close(): void {
    if (this.syncTimer) clearTimeout(this.syncTimer);
    if (this.compactTimer) clearTimeout(this.compactTimer);
    const unsynced = this.syncTimer !== null || this.isSyncing;
    this.isClosed = true;
    const { store } = this;
    this.store = null;
    if (!store) return;
    try {
      if (unsynced) store.sync();
    } catch (error) {
      this.onTrouble(this.troubleOf(error));
    }
    store.close();
  }

  /** An error as a trouble. After any but a lock the store is opened anew: the file may be another one by then. */
  troubleOf(error: unknown): Trouble {
    const known = fromSqliteError(error, this.path);
    const { code, message } =
      known ?? new StoreError('malformed', error instanceof Error ? error.message : String(error));
    if (code !== 'locked' && code !== 'malformed') {
      this.store?.close();
      this.store = null;
    }
    return { code, message };
  }

  private commitEach(message: CommitMessage): { outcomes: BatchOutcome[]; notes: Trouble | null } {
    const outcomes = message.batches.map(
      (batch) => this.commit({ ...message, batches: [batch], opened: [] }).outcomes[0],
    );
    const { notes } = this.commit({ ...message, batches: [] });
    return { outcomes: outcomes.filter((outcome) => outcome !== undefined), notes };
  }

  private committed(durability: CommitMessage['durability']): void {
    if (durability === 'power') {
      if (this.syncTimer) clearTimeout(this.syncTimer);
      this.syncTimer = null;
    } else {
      this.syncTimer ??= setTimeout(() => void this.sync(), SYNC_AFTER_MS);
    }
  }

  /** Beside the thread's work; where that is not possible SQLite does it, which knows its troubles by name. */
  private async sync(): Promise<void> {
    this.syncTimer = null;
    this.isSyncing = true;
    const isSynced = await this.logSync.sync().then(
      () => true,
      () => false,
    );
    this.isSyncing = false;
    if (!isSynced && !this.isClosed) this.syncHere();
  }

  private syncHere(): void {
    try {
      this.open().sync();
    } catch (error) {
      this.onTrouble(this.troubleOf(error));
      this.syncTimer ??= setTimeout(() => void this.sync(), SYNC_AFTER_MS);
    }
  }

  /** One small step at a time, so that a commit never waits long behind it. */
  private compact(): void {
    let more = false;
    try {
      more = this.open().compactNow(Date.now() - COMPACT_AFTER_MS, COMPACT_ROWS) === COMPACT_ROWS;
    } catch (error) {
      // Nothing is lost by it: charts read what was not folded as well, and the next step tries again.
      const trouble = this.troubleOf(error);
      if (trouble.code !== 'locked') this.onTrouble(trouble);
    }
    // Only now is the timer that led here replaced: were it gone while `open` is called, that would set one more.
    this.compactTimer = setTimeout(() => this.compact(), more ? 20 : COMPACT_EVERY_MS);
  }
}

function retry(trouble: Trouble): BatchOutcome {
  return { kind: 'retry', trouble };
}
