import { memo } from 'react';
import { useActiveTooltipDataPoints } from 'recharts';
import { type ChartSeries, isTimeRow, type TimeRow } from './chart-types.ts';
import type { ChartFrame } from './geometry.ts';
import { areaPath, linePath } from './paths.ts';
import { patternId } from './pattern-defs.tsx';
import { crosshairPoints, type SeriesShape, seriesShapes } from './series-shapes.ts';

interface SeriesLayerProps {
  chartId: string;
  rows: readonly TimeRow[];
  series: readonly ChartSeries[];
  frame: ChartFrame;
}

/**
 * The series of a chart, drawn all at once. Recharts' own areas and lines make several objects of every point, for labels
 * and animations that are not there: with some thousand points a page, that alone takes longer than all else.
 */
export const SeriesLayer = memo(function SeriesLayer({ chartId, rows, series, frame }: SeriesLayerProps) {
  return seriesShapes(rows, series, frame).map((shape) => (
    <Series key={shape.series.key} shape={shape} fill={`url(#${patternId(chartId, shape.series.key)})`} />
  ));
});

function Series({ shape: { series, points, ground, lonely }, fill }: { shape: SeriesShape; fill: string }) {
  const isArea = series.kind === 'area';
  const curve = series.curve ?? (isArea ? 'step' : 'linear');
  return (
    <g>
      {isArea ? <path d={areaPath(points, ground, curve)} fill={fill} stroke="none" /> : null}
      {series.stack === undefined ? (
        <path
          d={linePath(points, curve)}
          fill="none"
          stroke={series.color}
          strokeWidth={series.faint ? 1.2 : 1.8}
          strokeDasharray={series.dash}
          strokeOpacity={series.faint ? 0.75 : 1}
        />
      ) : null}
      {lonely.map(({ x, y }) => (
        <circle key={x} cx={x} cy={y} r={2} fill={series.color} />
      ))}
    </g>
  );
}

/** A dot on each series where the crosshair stands, also when it was moved on another chart. */
export function CrosshairDots({ series, frame }: Pick<SeriesLayerProps, 'series' | 'frame'>) {
  const row: unknown = useActiveTooltipDataPoints()?.[0];
  if (!isTimeRow(row)) return null;
  return crosshairPoints(row, series, frame).map(({ series: { key, color }, x, y }) => (
    <circle key={key} cx={x} cy={y} r={3.5} fill={color} stroke="var(--mantine-color-body)" strokeWidth={2} />
  ));
}
