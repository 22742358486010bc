import type { WriteResult } from '../store.ts';
import type { Entry } from './record-queue.ts';
import { RecordError, type WriterStats } from './writer.ts';

/** Tells those who wait what became of their attempts, and keeps count of it. */
export class Tally {
  readonly counts: Pick<WriterStats, 'written' | 'duplicates' | 'failed' | 'dropped' | 'restarts'> = {
    written: 0,
    duplicates: 0,
    failed: 0,
    dropped: 0,
    restarts: 0,
  };

  written(entry: Entry, result: WriteResult): void {
    this.counts.written += result.accepted;
    this.counts.duplicates += result.duplicates;
    entry.resolve(result);
  }

  refuse(entry: Entry, why: string): void {
    this.counts.dropped += entry.attempts.length;
    entry.reject(new RecordError('malformed', why));
  }

  drop(entries: readonly Entry[], why: string): void {
    for (const entry of entries) {
      this.counts.dropped += entry.attempts.length;
      entry.reject(new RecordError('dropped', why));
    }
  }
}
