import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChartSeries } from '../../../components/charts/chart-types.ts';
import {
  AXIS_HEIGHT_PX,
  type ChartFrame,
  GUTTER_LEFT_PX,
  GUTTER_RIGHT_PX,
  GUTTER_TOP_PX,
} from '../../../components/charts/geometry.ts';
import { toRows } from '../../../components/charts/rows.ts';
import { crosshairPoints, seriesShapes } from '../../../components/charts/series-shapes.ts';
import { highest } from '../../../components/charts/value-ticks.ts';

const GRID = { fromMs: 0, toMs: 4_000, stepMs: 1_000 };
/** 400 by 100 pixels between the gutters. */
const FRAME: ChartFrame = {
  span: GRID,
  widthPx: GUTTER_LEFT_PX + 400 + GUTTER_RIGHT_PX,
  heightPx: GUTTER_TOP_PX + 100 + AXIS_HEIGHT_PX,
  topValue: 10,
};
const AXIS_PX = GUTTER_TOP_PX + 100;

function series(key: string, more: Partial<ChartSeries> = {}): ChartSeries {
  return { key, label: key, color: 'red', kind: 'line', ...more };
}

describe('seriesShapes', () => {
  it('lies between the gutters: from the span to its end, from the axis to the top value', () => {
    const [shape] = seriesShapes(toRows(GRID, { a: [0, 5, 10, 10] }), [series('a')], FRAME);
    expect(shape?.points.map(({ x }) => x - GUTTER_LEFT_PX)).toEqual([0, 50, 150, 250, 350, 400]);
    expect(shape?.points.map(({ y }) => AXIS_PX - (y ?? 0))).toEqual([0, 0, 50, 100, 100, 100]);
    expect(shape?.ground).toBe(AXIS_PX);
  });

  it('has no point where there is no value, and a dot where one stands alone', () => {
    const rows = toRows(GRID, { a: [1, null, 1, null] });
    const [line] = seriesShapes(rows, [series('a')], FRAME);
    expect(line?.points.map(({ y }) => y === null)).toEqual([false, false, true, false, true, true]);
    expect(line?.lonely.map(({ x }) => x - GUTTER_LEFT_PX)).toEqual([250]);
    const [steps] = seriesShapes(rows, [series('a', { curve: 'step' })], FRAME);
    expect(steps?.lonely).toEqual([]);
  });

  it('stands series of one stack on each other, and others on the axis', () => {
    const rows = toRows(GRID, { a: [1, 2, 0, 4], b: [2, null, 1, 4], c: [3, 3, 3, 3] });
    const stacked = { kind: 'area', stack: 'all' } as const;
    const shapes = seriesShapes(rows, [series('a', stacked), series('b', stacked), series('c')], FRAME);
    const heights = (points: readonly { y: number | null }[]) => points.map(({ y }) => (AXIS_PX - (y ?? 0)) / 10);
    expect(heights(shapes[0]?.points ?? []).slice(1, -1)).toEqual([1, 2, 0, 4]);
    expect(heights(shapes[1]?.points ?? []).slice(1, -1)).toEqual([3, 2, 1, 8]);
    expect(shapes[1]?.ground).toEqual(shapes[0]?.points);
    expect(shapes[2]?.ground).toBe(AXIS_PX);
  });

  it('never leaves the frame, whatever the values', () => {
    const value = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: null });
    const column = fc.array(value, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(column, column, column, (a, b, c) => {
        const rows = toRows(GRID, { a, b, c });
        const all = [series('a', { stack: 's' }), series('b', { stack: 's' }), series('c')];
        const frame = { ...FRAME, topValue: Math.max(1, highest(rows, all)) };
        for (const { points } of seriesShapes(rows, all, frame))
          for (const { x, y } of points) {
            expect(x).toBeGreaterThanOrEqual(GUTTER_LEFT_PX);
            expect(x).toBeLessThanOrEqual(GUTTER_LEFT_PX + 400);
            if (y !== null) expect(y).toBeGreaterThanOrEqual(GUTTER_TOP_PX - 1e-6);
            if (y !== null) expect(y).toBeLessThanOrEqual(AXIS_PX + 1e-6);
          }
      }),
    );
  });
});

describe('crosshairPoints', () => {
  it('meets each series where it is drawn, but not those that are only compared with', () => {
    const rows = toRows(GRID, { a: [1, 2, 3, 4], b: [4, null, 2, 1], before: [1, 1, 1, 1] });
    const all = [series('a', { stack: 's' }), series('b', { stack: 's' }), series('before', { faint: true })];
    const [a, b] = seriesShapes(rows, all, FRAME);
    const [row] = rows.slice(3);
    const points = row ? crosshairPoints(row, all, FRAME) : [];
    expect(points.map(({ series: { key } }) => key)).toEqual(['a', 'b']);
    expect(points.map(({ x, y }) => ({ x, y }))).toEqual([a?.points[3], b?.points[3]]);
  });

  it('has no point for a series without a value there', () => {
    const [, row] = toRows(GRID, { a: [null, 1, 1, 1] });
    expect(row && crosshairPoints(row, [series('a')], FRAME)).toEqual([]);
  });
});
