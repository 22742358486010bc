/** A stretch of a lane, in pixels. */
export interface LaneSpan {
  leftPx: number;
  rightPx: number;
}

const GAP_PX = 1;

/**
 * In which row each stretch lies, so that those that overlap stand under one another: the first row with room, the
 * last one when there is room in none. Stretches come in the order of their left ends.
 */
export function laneRows(spans: readonly LaneSpan[], maxRows: number): number[] {
  const ends: number[] = [];
  return spans.map(({ leftPx, rightPx }) => {
    const free = ends.findIndex((endPx) => endPx + GAP_PX <= leftPx);
    const row = free >= 0 ? free : Math.min(ends.length, maxRows - 1);
    ends[row] = Math.max(ends[row] ?? Number.NEGATIVE_INFINITY, rightPx);
    return row;
  });
}
