import type { TimeSpan } from './chart-types.ts';

/** The same on every chart, so that charts above one another line up and a pixel is the same moment on all. */
export const GUTTER_LEFT_PX = 52;
export const GUTTER_RIGHT_PX = 14;
export const GUTTER_TOP_PX = 10;
export const AXIS_HEIGHT_PX = 26;
/** How far the texts of an axis stay from the plot. */
export const TEXT_GAP_PX = 8;

/** Where a chart's values lie: its span from gutter to gutter, and 0 to `topValue` from the axis to the top. */
export interface ChartFrame {
  span: TimeSpan;
  widthPx: number;
  heightPx: number;
  topValue: number;
}

/** How wide the plot is between the gutters. */
export function plotWidthPx(widthPx: number): number {
  return Math.max(1, widthPx - GUTTER_LEFT_PX - GUTTER_RIGHT_PX);
}

/** The moment under a pixel, counted from the chart's left edge. */
export function timeAtPixel(span: TimeSpan, widthPx: number, xPx: number): number {
  const share = Math.min(1, Math.max(0, (xPx - GUTTER_LEFT_PX) / plotWidthPx(widthPx)));
  return span.fromMs + share * (span.toMs - span.fromMs);
}

/** The pixel of a moment, counted from the chart's left edge. */
export function pixelAtTime(span: TimeSpan, widthPx: number, atMs: number): number {
  return GUTTER_LEFT_PX + ((atMs - span.fromMs) / (span.toMs - span.fromMs)) * plotWidthPx(widthPx);
}

/** The pixel of a value, counted from the chart's upper edge. */
export function pixelAtValue({ heightPx, topValue }: ChartFrame, value: number): number {
  const plotPx = Math.max(1, heightPx - GUTTER_TOP_PX - AXIS_HEIGHT_PX);
  return GUTTER_TOP_PX + (1 - value / topValue) * plotPx;
}
