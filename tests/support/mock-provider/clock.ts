/** What the mock provider knows of time, so that a test can hold it in its hands. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`, or as soon as the signal aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    }),
};

export interface ManualClock extends Clock {
  /** Moves time on and wakes, in the order of their times, those whose time has come. */
  advance(ms: number): void;
  /** How many sleep now. */
  readonly sleeping: number;
}

/** A clock that stands still until it is told to move. */
export function manualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  const sleepers = new Set<{ atMs: number; wake: () => void }>();
  let nowMs = startMs;
  return {
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted || ms <= 0) return resolve();
        const wake = () => {
          sleepers.delete(sleeper);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper = { atMs: nowMs + ms, wake };
        sleepers.add(sleeper);
        signal.addEventListener('abort', wake);
      }),
    advance: (ms) => {
      nowMs += ms;
      const due = [...sleepers].filter((sleeper) => sleeper.atMs <= nowMs).sort((a, b) => a.atMs - b.atMs);
      for (const sleeper of due) sleeper.wake();
    },
    get sleeping() {
      return sleepers.size;
    },
  };
}
