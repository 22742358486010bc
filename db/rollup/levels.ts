/**
 * Bucket widths that rollups are kept at, in minutes; each divides the next. A chart reads the widest that divides its
 * own buckets, so that it costs about the same at an hour and at ninety days.
 */
export const ROLLUP_WIDTHS = [1, 5, 60, 180, 720, 1440] as const;

/** Widths below it are deleted with the attempts they count; from it on they stay. */
export const KEPT_WIDTH = 60;

export const MINUTE_MS = 60_000;

/** Buckets of one width, from `from` (inclusive) to `to` (exclusive), in minutes since the epoch. */
export interface Segment {
  width: number;
  from: number;
  to: number;
}

/**
 * The fewest rollup buckets that together make up a range, none of them across a boundary of the step.
 * @param from first minute
 * @param to minute after the last
 * @param step bucket width wanted, in minutes; `null`: the range is one bucket
 * @param finestFrom minutes before it have expired: only whole hours are left, and the range grows to them
 */
export function segmentsFor(from: number, to: number, step: number | null, finestFrom: number): Segment[] {
  const widest = ROLLUP_WIDTHS.findLastIndex((width) => step === null || step % width === 0);
  const segments: Segment[] = [];
  if (from < finestFrom) {
    const end = Math.min(Math.ceil(to / KEPT_WIDTH) * KEPT_WIDTH, finestFrom);
    const keptLevel = ROLLUP_WIDTHS.indexOf(KEPT_WIDTH);
    cover(segments, Math.floor(from / KEPT_WIDTH) * KEPT_WIDTH, end, Math.max(widest, keptLevel));
  }
  cover(segments, Math.max(from, finestFrom), to, widest);
  return segments;
}

function cover(segments: Segment[], from: number, to: number, level: number): void {
  const width = ROLLUP_WIDTHS[level];
  if (from >= to || width === undefined) return;
  const first = Math.ceil(from / width) * width;
  const end = Math.floor(to / width) * width;
  if (first < end) {
    cover(segments, from, first, level - 1);
    segments.push({ width, from: first, to: end });
    cover(segments, end, to, level - 1);
  } else {
    cover(segments, from, to, level - 1);
  }
}
