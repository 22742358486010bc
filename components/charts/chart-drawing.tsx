import { memo, useId, useMemo } from 'react';
import { formatTime, type Zone } from '../../lib/format/time.ts';
import { chartSummary } from './chart-data.ts';
import type { ChartRegion, ChartSeries, TimeRow } from './chart-types.ts';
import classes from './charts.module.css';
import {
  AXIS_HEIGHT_PX,
  type ChartFrame,
  GUTTER_LEFT_PX,
  GUTTER_RIGHT_PX,
  pixelAtValue,
  plotWidthPx,
  TEXT_GAP_PX,
} from './geometry.ts';
import { PatternDefs } from './pattern-defs.tsx';
import { RegionDefs } from './region-defs.tsx';
import { RegionLayer } from './region-layer.tsx';
import { SeriesLayer } from './series-layer.tsx';
import { TimeAxis } from './time-axis.tsx';
import { durationTick, type ValueKind } from './value-ticks.ts';

export interface ChartDrawingProps {
  title: string;
  rows: readonly TimeRow[];
  series: readonly ChartSeries[];
  regions: readonly ChartRegion[];
  /** As wide as the chart, or as it may be while that is not known: what is drawn is drawn out to the real width. */
  frame: ChartFrame;
  /** From 0 to the frame's top. */
  values: readonly number[];
  kind: ValueKind;
  formatValue: (value: number) => string;
  /** `null` while the reader's zone is not known: times are left out. */
  zone: Zone | null;
}

/** Between the gutters: what is drawn by its share of the width needs no measuring. */
const PLACE = { left: GUTTER_LEFT_PX, width: `calc(100% - ${GUTTER_LEFT_PX + GUTTER_RIGHT_PX}px)` };

/**
 * A chart as a picture: axes, shades and series. It needs no width and nothing of the browser, so a page comes with it.
 * What is equal to what was drawn last is not drawn again.
 */
export const ChartDrawing = memo(function ChartDrawing(props: ChartDrawingProps) {
  const { title, rows, series, regions, frame, values, kind, formatValue, zone } = props;
  const { heightPx } = frame;
  const chartId = useId();
  const stepMs = values[1] ?? 0;
  const groundPx = heightPx - AXIS_HEIGHT_PX;
  const summary = useMemo(
    () => zone && chartSummary(rows, series, formatValue, (ms) => formatTime(ms, 'full', zone)),
    [rows, series, formatValue, zone],
  );
  return (
    <svg className={classes.drawing} style={PLACE} height={heightPx} role="img" data-chart>
      <title>{summary ? `${title}. ${summary}` : title}</title>
      <PatternDefs chartId={chartId} series={series} />
      {regions.length > 0 ? <RegionDefs chartId={chartId} /> : null}
      {values.map((value) => {
        const y = pixelAtValue(frame, value);
        return (
          <g key={value}>
            <line x2="100%" y1={y} y2={y} className={classes.gridLine} />
            <text x={-TEXT_GAP_PX} y={y} dy="0.355em" textAnchor="end">
              {kind === 'duration' ? durationTick(value, stepMs) : formatValue(value)}
            </text>
          </g>
        );
      })}
      <svg
        className={classes.plot}
        width="100%"
        height={heightPx}
        viewBox={`${GUTTER_LEFT_PX} 0 ${plotWidthPx(frame.widthPx)} ${heightPx}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <RegionLayer chartId={chartId} regions={regions} frame={frame} />
        <SeriesLayer chartId={chartId} rows={rows} series={series} frame={frame} />
      </svg>
      <line x2="100%" y1={groundPx} y2={groundPx} className={classes.axisLine} />
      {zone ? <TimeAxis frame={frame} zone={zone} /> : null}
    </svg>
  );
});
