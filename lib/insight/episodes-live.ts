import { type DetectorState, emptyDetector, fold } from './episodes.ts';
import { MINUTE_MS, type MinuteBin } from './minute-bin.ts';

/** How long a minute's counts may still change: late reports, calls that last. Later changes show at a recount. */
export const SETTLE_MS = 15 * MINUTE_MS;

/** What is carried while following live. Plain data. */
export interface LiveDetector {
  /** The state after all minutes before `settledToMs`. */
  settled: DetectorState;
  /** Read the minutes from here on for the next step. */
  settledToMs: number;
}

/** `fromMs`: from where minutes will be read, such as the start of the record. */
export function startFollowing(fromMs: number): LiveDetector {
  return { settled: emptyDetector(), settledToMs: Math.floor(fromMs / MINUTE_MS) * MINUTE_MS };
}

/**
 * Takes a step as minutes close. In: `bins`, the counts as they are now of all minutes from `live.settledToMs` on,
 * oldest first; later ones than the last closed minute are left out. Out: what to carry on, and the state as of now.
 * Minutes older than `settleMs` are taken in for good, newer ones anew at each step, so that the answer is always that
 * of a recount over the whole record.
 */
export function follow(
  live: LiveDetector,
  bins: readonly MinuteBin[],
  nowMs: number,
  settleMs: number = SETTLE_MS,
): { live: LiveDetector; now: DetectorState } {
  const closedToMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const settledToMs = Math.max(live.settledToMs, Math.floor((nowMs - settleMs) / MINUTE_MS) * MINUTE_MS);
  const fresh = bins.filter(({ minuteMs }) => minuteMs >= live.settledToMs && minuteMs < closedToMs);
  const settled = fold(
    live.settled,
    fresh.filter(({ minuteMs }) => minuteMs < settledToMs),
  );
  const now = fold(
    settled,
    fresh.filter(({ minuteMs }) => minuteMs >= settledToMs),
  );
  return { live: { settled, settledToMs }, now };
}
