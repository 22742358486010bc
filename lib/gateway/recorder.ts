import type { OpenAttempt } from '../../db/store.ts';
import type { Writer } from '../../db/writer/writer.ts';
import type { Attempt } from '../outcome/attempt.ts';
import type { Counters } from './counters.ts';
import type { QuietLog } from './log.ts';

/** How long the end of a response waits to be on record. A commit takes a few milliseconds; this is for a sick disk. */
const HOLD_MS = 1000;

/** How often holds are looked through for those that have waited long enough. */
const LOOK_MS = 100;

/** The end of one response, held until it is on record or has waited long enough. */
interface Hold {
  release: (() => void) | null;
  untilMs: number;
}

/**
 * Puts attempts on record and says when the client may have the end of its response. Nothing that goes wrong here
 * reaches a call: it is counted, logged, and the end is passed on.
 */
export class Recorder {
  private readonly writer: Writer;
  private readonly counters: Counters;
  private readonly log: QuietLog;
  /** In the order they began, which is that of their ends. */
  private holds: Hold[] = [];
  private looking: NodeJS.Timeout | null = null;
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
    const hold: Hold = { release, untilMs: performance.now() + HOLD_MS };
    this.write(build).then(
      () => {
        this.stalled = false;
        end(hold);
      },
      (error: unknown) => {
        this.log.warn('an attempt could not be recorded', { error: messageOf(error) });
        if (hold.release) this.counters.unrecordedEnds++;
        end(hold);
      },
    );
    if (this.stalled) {
      this.runOut(hold);
      return;
    }
    this.holds.push(hold);
    // One timer for all: a timer each would cost more than the rest of this.
    this.looking ??= setTimeout(() => this.look(), LOOK_MS);
  }

  // Asynchronous so that a mistake in building the row is caught like trouble in writing it.
  private async write(build: () => Attempt): Promise<void> {
    await this.writer.record(build(), 'process');
  }

  private look(): void {
    const nowMs = performance.now();
    const waiting = this.holds.filter((hold) => hold.release !== null);
    this.holds = waiting.filter((hold) => hold.untilMs > nowMs);
    this.looking = this.holds.length > 0 ? setTimeout(() => this.look(), LOOK_MS) : null;
    for (const hold of waiting) if (hold.untilMs <= nowMs) this.runOut(hold);
  }

  private runOut(hold: Hold): void {
    this.stalled = true;
    this.counters.unrecordedEnds++;
    this.log.warn('a response ended before it was on record', { lastError: this.writer.stats().lastError?.code });
    end(hold);
  }
}

function end(hold: Hold): void {
  const { release } = hold;
  hold.release = null;
  release?.();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
