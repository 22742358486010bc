import { setImmediate as nextTurn } from 'node:timers/promises';

/** So long may other requests wait for a long computation. */
const SLICE_MS = 10;

/**
 * Runs a computation that pauses, and answers other requests in between.
 * @throws the signal's reason, as soon as the client leaves
 */
export async function runStepwise<T>(steps: Iterator<unknown, T>, signal: AbortSignal): Promise<T> {
  for (let untilMs = performance.now() + SLICE_MS; ; ) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < untilMs) continue;
    await nextTurn();
    signal.throwIfAborted();
    untilMs = performance.now() + SLICE_MS;
  }
}
