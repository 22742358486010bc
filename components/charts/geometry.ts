import type { TimeSpan } from './chart-types.ts';

/** The same on every chart, so that charts above one another line up and a pixel is the same moment on all. */
export const GUTTER_LEFT_PX = 52;
export const GUTTER_RIGHT_PX = 14;
export const GUTTER_TOP_PX = 10;
export const AXIS_HEIGHT_PX = 26;

/** The moment under a pixel, counted from the chart's left edge. */
export function timeAtPixel(span: TimeSpan, widthPx: number, xPx: number): number {
  const plotPx = Math.max(1, widthPx - GUTTER_LEFT_PX - GUTTER_RIGHT_PX);
  const share = Math.min(1, Math.max(0, (xPx - GUTTER_LEFT_PX) / plotPx));
  return span.fromMs + share * (span.toMs - span.fromMs);
}

/** The pixel of a moment, counted from the chart's left edge. */
export function pixelAtTime(span: TimeSpan, widthPx: number, atMs: number): number {
  const plotPx = Math.max(1, widthPx - GUTTER_LEFT_PX - GUTTER_RIGHT_PX);
  return GUTTER_LEFT_PX + ((atMs - span.fromMs) / (span.toMs - span.fromMs)) * plotPx;
}
