/**
 * How many things happened in the last `windowMs`, in constant space: the count of the current window, plus that
 * of the one before in proportion to how much of it still lies within reach. Plain data.
 */
export interface SlidingCount {
  /** Start of the current window, in the caller's milliseconds. */
  startMs: number;
  current: number;
  previous: number;
}

export function emptyCount(nowMs: number): SlidingCount {
  return { startMs: nowMs, current: 0, previous: 0 };
}

function roll(count: SlidingCount, windowMs: number, nowMs: number): SlidingCount {
  const passed = Math.floor((nowMs - count.startMs) / windowMs);
  if (passed < 1) return count;
  const startMs = count.startMs + passed * windowMs;
  return { startMs, current: 0, previous: passed === 1 ? count.current : 0 };
}

/** The count after `amount` more have happened now. A clock that went backwards does no harm. */
export function add(count: SlidingCount, windowMs: number, nowMs: number, amount = 1): SlidingCount {
  const rolled = roll(count, windowMs, nowMs);
  return { ...rolled, current: rolled.current + amount };
}

/** How many happened in the `windowMs` before now; an estimate when the previous window was uneven. */
export function recent(count: SlidingCount, windowMs: number, nowMs: number): number {
  const rolled = roll(count, windowMs, nowMs);
  const gone = Math.min(1, Math.max(0, (nowMs - rolled.startMs) / windowMs));
  return rolled.current + rolled.previous * (1 - gone);
}
