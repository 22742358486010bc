import { memo } from 'react';
import type { ChartSeries, TimeRow } from './chart-types.ts';
import type { ChartFrame } from './geometry.ts';
import { areaPath, linePath } from './paths.ts';
import { patternId } from './pattern-defs.tsx';
import { type SeriesShape, seriesShapes } from './series-shapes.ts';

interface SeriesLayerProps {
  chartId: string;
  rows: readonly TimeRow[];
  series: readonly ChartSeries[];
  frame: ChartFrame;
}

/** The series of a chart, drawn all at once. */
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
