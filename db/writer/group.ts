import type { OpenAttempt } from '../store.ts';
import type { CommitMessage } from './messages.ts';
import type { Entry } from './record-queue.ts';

/** What is committed together. */
export interface Group {
  entries: Entry[];
  opened: OpenAttempt[];
  /** When it was sent, on `performance.now`'s clock. */
  sinceMs: number;
}

/** A group as it crosses to the thread: as durable as the most demanding of its entries. */
export function commitOf({ entries, opened }: Group, processId: string | null, nowMs: number): CommitMessage {
  return {
    type: 'commit',
    batches: entries.map((entry) => entry.attempts),
    opened,
    processId,
    nowMs,
    durability: entries.some((entry) => entry.durability === 'power') ? 'power' : 'process',
  };
}
