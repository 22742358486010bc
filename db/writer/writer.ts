import type { MessagePort } from 'node:worker_threads';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import type { Durability, OpenAttempt, PolicyChange, WriteResult } from '../store.ts';
import type { StoreErrorCode } from '../store-error.ts';

/** Where the writer writes and how much it may hold back while it cannot. */
export interface WriterOptions {
  /** Path of a migrated SQLite file. */
  path: string;
  /** At most this many attempts wait in memory; beyond it the oldest are dropped and counted. Default 200,000. */
  maxQueuedAttempts?: number;
  /** At most this many bytes of attempts wait in memory. Default 128 MB. */
  maxQueuedBytes?: number;
  /** An attempt open for longer is noted on disk, so that it can be told as abandoned. Default 100. */
  noteOpenAfterMs?: number;
  /** Told when recording begins to fail, each time it fails again, and when all is well again (`null`). */
  onTrouble?: (error: RecordError | null) => void;
}

/** What the writer has done and how it does now. */
export interface WriterStats {
  /** Attempts accepted by the handle and not yet committed. */
  queued: number;
  queuedBytes: number;
  /** Attempts committed, duplicates not included. */
  written: number;
  duplicates: number;
  /** Commits that failed and were tried again. */
  failed: number;
  /** Attempts given up: over the memory limit, refused by the database as malformed, or left at `close`. */
  dropped: number;
  /** How often the thread died and was started again. */
  restarts: number;
  /** Recording is failing now: attempts wait in memory. */
  degraded: boolean;
  degradedSinceMs: number | null;
  lastError: { code: string; message: string; atMs: number } | null;
}

/**
 * Codes of `StoreError`, all of them troubles that the writer tries again but `malformed`: the database refused this
 * attempt. `thread`: the thread died, and is started again. `dropped`: the memory limit was reached, or the writer was
 * closed first.
 */
export type RecordErrorCode = StoreErrorCode | 'thread' | 'dropped';

/** Why an attempt is not on record. */
export class RecordError extends Error {
  override name = 'RecordError';
  readonly code: RecordErrorCode;
  constructor(code: RecordErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A handle on the writer thread. No method waits for the disk; promises tell when it is done. */
export interface Writer {
  /**
   * Resolves once the attempt is committed (or was on record already). It stays pending while the database is in
   * trouble, so a caller that must go on waits with a limit of its own; the attempt is written when the trouble passes.
   * @throws RecordError `dropped` or `malformed`, when it never will be.
   */
  record(attempt: Attempt, durability: Durability): Promise<void>;
  /** The same for a batch, which is committed as a whole. Counts tell the batch's own attempts. */
  recordBatch(attempts: Attempt[], durability: Durability): Promise<WriteResult>;
  /** Says that an attempt has begun; its `record` ends it. Costs no disk unless it stays open for `noteOpenAfterMs`. */
  noteOpen(open: OpenAttempt): void;
  /** Turns what earlier processes left open into `abandoned` attempts; resolves with how many. */
  settleAbandoned(currentProcessId: string, nowMs: number): Promise<number>;
  /** The policies in force, read in the writer's thread. `null`: none were ever put. */
  policies(): Promise<PolicyChange | null>;
  /**
   * Lets another thread write: `take` gets a port for a `PortWriter`, at once and anew whenever the writer's thread had
   * to be started again; the port before is closed then.
   */
  lend(take: (port: MessagePort) => void): void;
  /** Resolves once the thread has opened the database; never rejects: `stats()` tells of trouble. */
  ready(): Promise<void>;
  stats(): WriterStats;
  /** Writes what is queued, within `timeoutMs` (default 3,000), then ends the thread. What is left is counted as dropped. */
  close(timeoutMs?: number): Promise<void>;
}
