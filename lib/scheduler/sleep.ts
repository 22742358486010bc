import { TIMER_MAX_MS } from './policy.ts';

/** The timer that a wait runs on. Injected, so that tests hold the clock. */
export interface Timer {
  set(callback: () => void, delayMs: number): unknown;
  clear(handle: unknown): void;
}

export const realTimer: Timer = {
  set: (callback, delayMs) => setTimeout(callback, delayMs),
  clear: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};

/**
 * Waits. Leaves neither a timer nor a listener behind, however it ends.
 * @param delayMs from 0 to `TIMER_MAX_MS`; anything else is taken to the nearer end
 * @throws the signal's reason, as soon as it aborts
 */
export function sleep(delayMs: number, signal?: AbortSignal | null, timer: Timer = realTimer): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      timer.clear(handle);
      reject(signal?.reason);
    };
    const handle = timer.set(
      () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      },
      // A timer set beyond its range fires at once; NaN too.
      Math.min(Math.max(0, Number.isNaN(delayMs) ? 0 : delayMs), TIMER_MAX_MS),
    );
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
