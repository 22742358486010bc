import type { OpenAttempt } from '../store.ts';

interface Note {
  open: OpenAttempt;
  atMs: number;
}

/** Attempts under way. Most end before they are worth a note on disk; those that do not are handed out once. */
export class OpenNotes {
  private readonly afterMs: number;
  /** In the order in which they began. */
  private readonly young = new Map<string, Note>();
  private readonly due = new Map<string, Note>();
  private readonly onDisk = new Set<string>();

  constructor(afterMs: number) {
    this.afterMs = afterMs;
  }

  /** How many attempts are under way. */
  get underWay(): number {
    return this.young.size + this.due.size + this.onDisk.size;
  }

  /** Whether notes of this process lie on disk, or will. */
  get hasNotes(): boolean {
    return this.due.size > 0 || this.onDisk.size > 0;
  }

  get hasDue(): boolean {
    return this.due.size > 0;
  }

  /** @param atMs of a clock that never goes back */
  begin(open: OpenAttempt, atMs: number): void {
    this.young.set(keyOf(open.callId, open.n), { open, atMs });
  }

  /** The attempt is being recorded, which ends its note on disk too. */
  end(callId: string, n: number): void {
    const key = keyOf(callId, n);
    if (!this.young.delete(key) && !this.due.delete(key)) this.onDisk.delete(key);
  }

  /** Makes those due that have been open for long enough. */
  age(nowMs: number): void {
    for (const [key, note] of this.young) {
      if (note.atMs > nowMs - this.afterMs) return;
      this.young.delete(key);
      this.due.set(key, note);
    }
  }

  /** Hands out what is due; `putBack` what could not be written. */
  takeDue(): OpenAttempt[] {
    const opened = [...this.due.values()].map((note) => note.open);
    for (const key of this.due.keys()) this.onDisk.add(key);
    this.due.clear();
    return opened;
  }

  putBack(opened: OpenAttempt[]): void {
    for (const open of opened) {
      const key = keyOf(open.callId, open.n);
      // If it has ended meanwhile, its record is on its way.
      if (this.onDisk.delete(key)) this.due.set(key, { open, atMs: 0 });
    }
  }
}

function keyOf(callId: string, n: number): string {
  return `${callId}.${n}`;
}
