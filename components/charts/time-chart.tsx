'use client';

import { memo, useId, useMemo } from 'react';
import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  Tooltip,
  XAxis,
  type XAxisTickContentProps,
  YAxis,
  type YAxisTickContentProps,
} from 'recharts';
import { formatTime, type Zone } from '../../lib/format/time.ts';
import { chartSummary } from './chart-data.ts';
import type { ChartRegion, ChartSeries, TimeRow, TimeSpan } from './chart-types.ts';
import { CrosshairContent } from './crosshair.tsx';
import { AXIS_HEIGHT_PX, type ChartFrame, GUTTER_LEFT_PX, GUTTER_RIGHT_PX, GUTTER_TOP_PX } from './geometry.ts';
import { PatternDefs } from './pattern-defs.tsx';
import { RegionDefs, regionFillId } from './region-defs.tsx';
import { REGION_LOOK } from './region-look.ts';
import { CrosshairDots, SeriesLayer } from './series-layer.tsx';
import { tickLabel, timeTicks } from './ticks.ts';
import { durationTick, highest, type ValueKind, valueTicks } from './value-ticks.ts';

export interface TimeChartProps {
  title: string;
  span: TimeSpan;
  rows: readonly TimeRow[];
  series: readonly ChartSeries[];
  zone: Zone;
  height: number;
  widthPx: number;
  formatValue: (value: number) => string;
  /** The least upper end of the value axis, so that noise on a quiet day does not look like an outage. */
  minTop: number;
  kind: ValueKind;
  regions: readonly ChartRegion[];
}

const SYNC_ID = 'weir';
const PX_PER_TICK = 90;
const MARGIN = { top: GUTTER_TOP_PX, right: GUTTER_RIGHT_PX, bottom: 0, left: 0 };
const AXIS_LINE = { stroke: 'var(--weir-line-strong)', strokeWidth: 2 };
const CURSOR = { stroke: 'var(--weir-line-strong)', strokeWidth: 1 };
const onTheGround = () => 0;

/**
 * Charts over time, all of one make: same gutters, same crosshair. Loaded on demand: it brings Recharts. What is equal
 * to what was drawn last is not drawn again.
 */
const TimeChart = memo(function TimeChart(props: TimeChartProps) {
  const { span, rows, series, zone, height, widthPx, formatValue, minTop, kind, regions, title } = props;
  const chartId = useId();
  const values = useMemo(() => valueTicks(highest(rows, series), minTop, kind), [rows, series, minTop, kind]);
  const topValue = values.at(-1) ?? 1;
  const frame = useMemo<ChartFrame>(
    () => ({ span, widthPx, heightPx: height, topValue }),
    [span, widthPx, height, topValue],
  );
  const maxTicks = Math.max(2, Math.floor((widthPx - GUTTER_LEFT_PX) / PX_PER_TICK));
  const stepMs = values[1] ?? 0;
  const summary = chartSummary(rows, series, formatValue, (ms) => formatTime(ms, 'full', zone));

  function drawRegion({ id, tone, fromMs, toMs }: ChartRegion) {
    const x1 = Math.max(fromMs, span.fromMs);
    const x2 = Math.min(toMs ?? span.toMs, span.toMs);
    if (x1 >= x2) return null;
    const { color, strokeOpacity, strokeDasharray } = REGION_LOOK[tone];
    return (
      <ReferenceArea
        key={id}
        x1={x1}
        x2={x2}
        zIndex={-20}
        fill={`url(#${regionFillId(chartId, tone)})`}
        fillOpacity={1}
        {...{ stroke: color, strokeOpacity, strokeDasharray }}
      />
    );
  }

  return (
    <ComposedChart
      width={widthPx}
      height={height}
      data={rows}
      syncId={SYNC_ID}
      syncMethod="value"
      margin={MARGIN}
      title={`${title}. ${summary}`}
    >
      <PatternDefs chartId={chartId} series={series} />
      {regions.length > 0 ? <RegionDefs chartId={chartId} /> : null}
      <CartesianGrid vertical={false} stroke="var(--weir-line)" />
      {regions.map(drawRegion)}
      <XAxis
        dataKey="atMs"
        type="number"
        domain={[span.fromMs, span.toMs]}
        ticks={timeTicks(span.fromMs, span.toMs, zone, maxTicks)}
        niceTicks="none"
        interval={0}
        height={AXIS_HEIGHT_PX}
        tickLine={false}
        axisLine={AXIS_LINE}
        tick={({ x, y, payload }: XAxisTickContentProps) => (
          <TimeTick x={Number(x)} y={Number(y)} widthPx={widthPx} text={tickLabel(Number(payload.value), zone)} />
        )}
        allowDataOverflow
        includeHidden
      />
      <YAxis
        width={GUTTER_LEFT_PX}
        domain={[0, topValue]}
        ticks={values}
        niceTicks="none"
        interval={0}
        tickLine={false}
        axisLine={false}
        tick={({ x, y, payload }: YAxisTickContentProps) => (
          <text {...AXIS_TEXT} x={x} y={y} dy="0.355em" textAnchor="end">
            {kind === 'duration' ? durationTick(Number(payload.value), stepMs) : formatValue(Number(payload.value))}
          </text>
        )}
        allowDataOverflow
      />
      <SeriesLayer chartId={chartId} rows={rows} series={series} frame={frame} />
      <CrosshairDots series={series} frame={frame} />
      {/* Never drawn: the crosshair goes from row to row of something that Recharts could draw. */}
      <Line hide dataKey={onTheGround} activeDot={false} isAnimationActive={false} />
      <Tooltip includeHidden cursor={CURSOR} isAnimationActive={false} content={CrosshairContent} />
    </ComposedChart>
  );
});

export default TimeChart;

const AXIS_TEXT = { fontSize: 11.5, fill: 'var(--mantine-color-dimmed)' };
/** Of a character of the axes' text, on average. */
const CHARACTER_PX = 6;

/** The texts of an axis are plain: Recharts measures its own, and the page with them. */
function TimeTick({ x, y, widthPx, text }: { x: number; y: number; widthPx: number; text: string }) {
  const halfPx = (text.length * CHARACTER_PX) / 2;
  return (
    <text {...AXIS_TEXT} x={Math.min(x, widthPx - halfPx)} y={y} dy="0.71em" textAnchor="middle">
      {text}
    </text>
  );
}
