import type { ChartSeries, TimeRow } from './chart-types.ts';
import { type ChartFrame, pixelAtTime, pixelAtValue } from './geometry.ts';
import type { ShapePoint } from './paths.ts';
import { isLonely } from './rows.ts';

/** What is drawn of one series, in pixels from the chart's left and upper edge. */
export interface SeriesShape {
  series: ChartSeries;
  points: ShapePoint[];
  /** What an area stands on: the axis, or the series below it in its stack. */
  ground: number | ShapePoint[];
  /** Values with none on either side, which a line would not show. */
  lonely: { x: number; y: number }[];
}

/** Every series in the order in which they are drawn; series of one stack stand on each other. */
export function seriesShapes(
  rows: readonly TimeRow[],
  series: readonly ChartSeries[],
  frame: ChartFrame,
): SeriesShape[] {
  const xs = rows.map(({ atMs }) => pixelAtTime(frame.span, frame.widthPx, atMs));
  const axisPx = pixelAtValue(frame, 0);
  const stacks = new Map<string, number[]>();
  return series.map((one) => {
    if (one.stack !== undefined) {
      const below = stacks.get(one.stack) ?? rows.map(() => 0);
      const above = rows.map(({ values }, index) => (below[index] ?? 0) + (values[one.key] ?? 0));
      stacks.set(one.stack, above);
      const at = (levels: readonly number[]) => xs.map((x, i) => ({ x, y: pixelAtValue(frame, levels[i] ?? 0) }));
      return { series: one, points: at(above), ground: at(below), lonely: [] };
    }
    const points = rows.map(({ values }, index): ShapePoint => {
      const value = values[one.key] ?? null;
      return { x: xs[index] ?? 0, y: value === null ? null : pixelAtValue(frame, value) };
    });
    const dotted = one.kind === 'line' && one.curve !== 'step';
    const lonely = dotted
      ? points.flatMap(({ x, y }, index) => (y !== null && isLonely(rows, index, one.key) ? [{ x, y }] : []))
      : [];
    return { series: one, points, ground: axisPx, lonely };
  });
}

/** Where the crosshair meets the series in one row: a point each, but for series that are only compared with. */
export function crosshairPoints(
  row: TimeRow,
  series: readonly ChartSeries[],
  frame: ChartFrame,
): { series: ChartSeries; x: number; y: number }[] {
  return seriesShapes([row], series, frame).flatMap(({ series: one, points: [point] }) =>
    point && point.y !== null && !one.faint ? [{ series: one, x: point.x, y: point.y }] : [],
  );
}
