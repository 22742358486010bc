'use client';

import { useId } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  type DotItemDotProps,
  Line,
  ReferenceArea,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { Zone } from '../../lib/format/time.ts';
import type { ChartRegion, ChartSeries, TimeRow, TimeSpan } from './chart-types.ts';
import { AXIS_HEIGHT_PX, GUTTER_LEFT_PX, GUTTER_RIGHT_PX, GUTTER_TOP_PX } from './geometry.ts';
import { PatternDefs, patternId } from './pattern-defs.tsx';
import { RegionDefs, regionFillId } from './region-defs.tsx';
import { REGION_LOOK } from './region-look.ts';
import { isLonely } from './rows.ts';
import { tickLabel, timeTicks } from './ticks.ts';
import { durationTick, highest, type ValueKind, valueTicks } from './value-ticks.ts';

export interface TimeChartProps {
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
  regions?: readonly ChartRegion[];
  label: string;
  /** What to show at the crosshair; only on the chart under the pointer. */
  tooltip: ((row: TimeRow) => React.ReactNode) | null;
}

const SYNC_ID = 'weir';
const PX_PER_TICK = 90;
const AXIS_TEXT = { fontSize: 11.5, fill: 'var(--mantine-color-dimmed)' };
const CURSOR = { stroke: 'var(--weir-line-strong)', strokeWidth: 1 };

function isTimeRow(value: unknown): value is TimeRow {
  return typeof value === 'object' && value !== null && 'atMs' in value && 'values' in value;
}

/** Charts over time, all of one make: same gutters, same crosshair. Loaded on demand: it brings Recharts. */
export default function TimeChart(props: TimeChartProps) {
  const { span, rows, series, zone, height, widthPx, formatValue, minTop, kind, regions = [], label, tooltip } = props;
  const chartId = useId();
  const ticks = valueTicks(highest(rows, series), minTop, kind);
  const maxTicks = Math.max(2, Math.floor((widthPx - GUTTER_LEFT_PX) / PX_PER_TICK));

  function drawSeries(one: ChartSeries) {
    const shared = {
      name: one.label,
      dataKey: (row: TimeRow) => row.values[one.key] ?? null,
      stroke: one.color,
      strokeWidth: one.stack ? 0 : one.faint ? 1.2 : 1.8,
      strokeDasharray: one.dash,
      strokeOpacity: one.faint ? 0.75 : 1,
      isAnimationActive: false,
      activeDot: one.faint ? false : { r: 3.5 },
    } as const;
    if (one.kind === 'area')
      return (
        <Area
          key={one.key}
          {...shared}
          type={one.curve ?? 'step'}
          stackId={one.stack}
          fill={`url(#${patternId(chartId, one.key)})`}
          fillOpacity={1}
          dot={false}
        />
      );
    const dot = ({ index, cx, cy, value }: DotItemDotProps) =>
      value !== null && isLonely(rows, index, one.key) ? (
        <circle key={index} cx={cx} cy={cy} r={2} fill={one.color} />
      ) : (
        <g key={index} />
      );
    return (
      <Line
        key={one.key}
        {...shared}
        type={one.curve ?? 'linear'}
        dot={one.curve === 'step' ? false : dot}
        connectNulls={false}
      />
    );
  }

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
      margin={{ top: GUTTER_TOP_PX, right: GUTTER_RIGHT_PX, bottom: 0, left: 0 }}
      title={label}
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
        tickFormatter={(atMs: number) => tickLabel(atMs, zone)}
        interval="preserveStartEnd"
        height={AXIS_HEIGHT_PX}
        tickLine={false}
        axisLine={{ stroke: 'var(--weir-line-strong)', strokeWidth: 2 }}
        tick={AXIS_TEXT}
        allowDataOverflow
      />
      <YAxis
        width={GUTTER_LEFT_PX}
        domain={[0, ticks.at(-1) ?? 1]}
        ticks={ticks}
        interval={0}
        tickFormatter={kind === 'duration' ? (ms: number) => durationTick(ms, ticks[1] ?? 0) : formatValue}
        tickLine={false}
        axisLine={false}
        tick={AXIS_TEXT}
      />
      {series.map(drawSeries)}
      <Tooltip
        cursor={CURSOR}
        isAnimationActive={false}
        content={({ active, payload }) => {
          const row: unknown = payload[0]?.payload;
          return active && tooltip && isTimeRow(row) ? tooltip(row) : null;
        }}
      />
    </ComposedChart>
  );
}
