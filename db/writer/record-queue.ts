import type { Attempt } from '../../lib/outcome/attempt.ts';
import type { Durability, WriteResult } from '../store.ts';
import type { RecordError } from './writer.ts';

/** Attempts that are committed together, and who waits for it. */
export interface Entry {
  attempts: Attempt[];
  durability: Durability;
  bytes: number;
  /** How often the thread died while it alone was being committed. */
  deaths: number;
  resolve(result: WriteResult): void;
  reject(error: RecordError): void;
}

export interface QueueLimits {
  attempts: number;
  bytes: number;
}

/** What waits to be committed, in order, within limits. */
export class RecordQueue {
  private readonly limits: QueueLimits;
  private entries: Entry[] = [];
  /** Where the queue begins in `entries`: taking from the front of a long array would move all of it. */
  private first = 0;
  attempts = 0;
  bytes = 0;

  constructor(limits: QueueLimits) {
    this.limits = limits;
  }

  get isEmpty(): boolean {
    return this.first === this.entries.length;
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    this.attempts += entry.attempts.length;
    this.bytes += entry.bytes;
  }

  /** Puts entries back where they were taken from. */
  putBack(entries: Entry[]): void {
    this.entries = [...entries, ...this.entries.slice(this.first)];
    this.first = 0;
    for (const entry of entries) {
      this.attempts += entry.attempts.length;
      this.bytes += entry.bytes;
    }
  }

  /** Takes from the front what fits, but at least one entry. */
  take(limits: QueueLimits): Entry[] {
    const taken: Entry[] = [];
    let attempts = 0;
    let bytes = 0;
    while (!this.isEmpty) {
      const next = this.entries[this.first] as Entry;
      if (taken.length > 0 && (attempts + next.attempts.length > limits.attempts || bytes + next.bytes > limits.bytes))
        break;
      attempts += next.attempts.length;
      bytes += next.bytes;
      taken.push(this.shift());
    }
    return taken;
  }

  /** Takes from the front what is over the limits; the newest entry always stays. */
  takeExcess(): Entry[] {
    const excess: Entry[] = [];
    const isOver = () => this.attempts > this.limits.attempts || this.bytes > this.limits.bytes;
    while (isOver() && this.entries.length - this.first > 1) excess.push(this.shift());
    return excess;
  }

  private shift(): Entry {
    const entry = this.entries[this.first] as Entry;
    this.first++;
    this.attempts -= entry.attempts.length;
    this.bytes -= entry.bytes;
    if (this.first === this.entries.length || this.first > 10_000) {
      this.entries = this.entries.slice(this.first);
      this.first = 0;
    }
    return entry;
  }
}

const BYTES_OF_FIXED_FIELDS = 1_200;
const BYTES_OF_LIMIT = 150;

/** About how much memory an attempt takes: what varies much is counted, the rest is taken as constant. */
export function attemptBytes({ id, callId, errorMessage, userAgent, limits }: Attempt): number {
  const texts = id.length + callId.length + (errorMessage?.length ?? 0) + (userAgent?.length ?? 0);
  return BYTES_OF_FIXED_FIELDS + texts + (limits?.length ?? 0) * BYTES_OF_LIMIT;
}

/** Whether an entry can cross to another thread. */
export function isPlainData(entry: Entry): boolean {
  try {
    structuredClone(entry.attempts);
    return true;
  } catch {
    return false;
  }
}
