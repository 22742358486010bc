import type { OpenAttempt } from '../../db/store.ts';
import type { Writer } from '../../db/writer/writer.ts';
import type { Attempt } from '../outcome/attempt.ts';
import type { Counters } from './counters.ts';
import type { QuietLog } from './log.ts';

/** How long the end of a response waits to be on record. A commit takes a few milliseconds; this is for a sick disk. */
const HOLD_MS = 1000;

/**
 * Puts attempts on record and says when the client may have the end of its response. Nothing that goes wrong here
 * reaches a call: it is counted, logged, and the end is passed on.
 */
export class Recorder {
  private readonly writer: Writer;
  private readonly counters: Counters;
  private readonly log: QuietLog;
  /** The last hold ran out: until something is committed again, waiting would only slow calls down. */
  private stalled = false;

  constructor(writer: Writer, counters: Counters, log: QuietLog) {
    this.writer = writer;
    this.counters = counters;
    this.log = log;
  }

  noteOpen(open: OpenAttempt): void {
    try {
      this.writer.noteOpen(open);
    } catch (error) {
      this.log.warn('an open attempt could not be noted', { error: messageOf(error) });
    }
  }

  /**
   * Records the attempt that `build` makes; `release` is called once, when the end may be passed on: when the attempt
   * is committed, or cannot be.
   */
  record(build: () => Attempt, release: () => void): void {
    const hold = new Hold(release, () => this.onLate());
    this.write(build).then(
      () => {
        this.stalled = false;
        hold.end();
      },
      (error: unknown) => {
        this.log.warn('an attempt could not be recorded', { error: messageOf(error) });
        if (hold.pending) this.counters.unrecordedEnds++;
        hold.end();
      },
    );
    if (this.stalled) hold.runOut();
  }

  // Asynchronous so that a mistake in building the row is caught like trouble in writing it.
  private async write(build: () => Attempt): Promise<void> {
    await this.writer.record(build(), 'process');
  }

  private onLate(): void {
    this.stalled = true;
    this.counters.unrecordedEnds++;
    this.log.warn('a response ended before it was on record', { lastError: this.writer.stats().lastError?.code });
  }
}

/** The end of one response, held until it is on record or has waited long enough. */
class Hold {
  private release: (() => void) | null;
  private readonly onLate: () => void;
  private readonly timer: NodeJS.Timeout;

  constructor(release: () => void, onLate: () => void) {
    this.release = release;
    this.onLate = onLate;
    this.timer = setTimeout(runOut, HOLD_MS, this);
  }

  get pending(): boolean {
    return this.release !== null;
  }

  end(): void {
    clearTimeout(this.timer);
    const release = this.release;
    this.release = null;
    release?.();
  }

  runOut(): void {
    if (!this.release) return;
    this.onLate();
    this.end();
  }
}

function runOut(hold: Hold): void {
  hold.runOut();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
