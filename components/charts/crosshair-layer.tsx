'use client';

import { memo } from 'react';
import { ComposedChart, Line, Tooltip, useActiveTooltipDataPoints, XAxis, YAxis } from 'recharts';
import { type ChartSeries, isTimeRow, type TimeRow } from './chart-types.ts';
import { CrosshairContent } from './crosshair.tsx';
import { AXIS_HEIGHT_PX, type ChartFrame, GUTTER_LEFT_PX, GUTTER_RIGHT_PX, GUTTER_TOP_PX } from './geometry.ts';
import { crosshairPoints } from './series-shapes.ts';

export interface CrosshairLayerProps {
  title: string;
  rows: readonly TimeRow[];
  series: readonly ChartSeries[];
  frame: ChartFrame;
}

const SYNC_ID = 'weir';
const MARGIN = { top: GUTTER_TOP_PX, right: GUTTER_RIGHT_PX, bottom: AXIS_HEIGHT_PX, left: GUTTER_LEFT_PX };
const CURSOR = { stroke: 'var(--weir-line-strong)', strokeWidth: 1 };
const onTheGround = () => 0;

/**
 * What goes over a chart's drawing: one crosshair for all charts of the page, moved by the pointer or the arrow keys.
 * Loaded once the page is there: it brings Recharts.
 */
const CrosshairLayer = memo(function CrosshairLayer({ title, rows, series, frame }: CrosshairLayerProps) {
  const { span, widthPx, heightPx, topValue } = frame;
  return (
    <ComposedChart
      width={widthPx}
      height={heightPx}
      data={rows}
      syncId={SYNC_ID}
      syncMethod="value"
      margin={MARGIN}
      aria-label={`${title}: arrow keys move along the values`}
    >
      <XAxis hide dataKey="atMs" type="number" domain={[span.fromMs, span.toMs]} allowDataOverflow includeHidden />
      <YAxis hide domain={[0, topValue]} allowDataOverflow />
      <CrosshairDots series={series} frame={frame} />
      {/* Never drawn: the crosshair goes from row to row of something that Recharts could draw. */}
      <Line hide dataKey={onTheGround} activeDot={false} isAnimationActive={false} />
      <Tooltip includeHidden cursor={CURSOR} isAnimationActive={false} content={CrosshairContent} />
    </ComposedChart>
  );
});

export default CrosshairLayer;

/** A dot on each series where the crosshair stands, also when it was moved on another chart. */
function CrosshairDots({ series, frame }: Pick<CrosshairLayerProps, 'series' | 'frame'>) {
  const row: unknown = useActiveTooltipDataPoints()?.[0];
  if (!isTimeRow(row)) return null;
  return crosshairPoints(row, series, frame).map(({ series: { key, color }, x, y }) => (
    <circle key={key} cx={x} cy={y} r={3.5} fill={color} stroke="var(--mantine-color-body)" strokeWidth={2} />
  ));
}
