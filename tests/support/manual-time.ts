import type { Timer } from '../../lib/scheduler/sleep.ts';
import type { Clock } from './mock-provider/index.ts';

/** Time that stands still until a test moves it: a clock, and timers that run on it. */
export interface ManualTime {
  nowMs: () => number;
  timer: Timer;
  /** The same time for a mock provider or a mock status page. */
  clock: Clock;
  /** Moves time on, step by step from timer to timer, and fires them in order. */
  advance(ms: number): void;
  /** Timers set and not yet fired or cleared. */
  readonly pending: number;
}

export function manualTime(startMs: number): ManualTime {
  const timers = new Map<number, { atMs: number; callback: () => void }>();
  let nowMs = startMs;
  let last = 0;
  const timer: Timer = {
    set: (callback, delayMs) => {
      last += 1;
      timers.set(last, { atMs: nowMs + delayMs, callback });
      return last;
    },
    clear: (handle) => void timers.delete(handle as number),
  };
  return {
    nowMs: () => nowMs,
    timer,
    clock: {
      now: () => nowMs,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (signal.aborted || ms <= 0) return resolve();
          const handle = timer.set(done, ms);
          function done() {
            timer.clear(handle);
            signal.removeEventListener('abort', done);
            resolve();
          }
          signal.addEventListener('abort', done);
        }),
    },
    advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const due = [...timers].filter(([, { atMs }]) => atMs <= untilMs).sort(([, a], [, b]) => a.atMs - b.atMs)[0];
        if (!due) break;
        const [handle, { atMs, callback }] = due;
        timers.delete(handle);
        nowMs = Math.max(nowMs, atMs);
        callback();
      }
      nowMs = untilMs;
    },
    get pending() {
      return timers.size;
    },
  };
}
