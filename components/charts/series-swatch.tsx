import type { ChartSeries } from './chart-types.ts';
import { PatternDefs, patternId } from './pattern-defs.tsx';

/** A small picture of how a series is drawn, for legends and tooltips. */
export function SeriesSwatch({ series, id }: { series: ChartSeries; id: string }) {
  const { kind, color, dash, faint } = series;
  const line = { stroke: color, strokeWidth: faint ? 1.5 : 2, strokeDasharray: dash, opacity: faint ? 0.75 : 1 };
  return (
    <svg aria-hidden="true" width="20" height="12" viewBox="0 0 20 12" style={{ flex: 'none' }}>
      {kind === 'area' ? (
        <>
          <PatternDefs chartId={id} series={[series]} />
          <rect x="0" y="1" width="20" height="11" fill={`url(#${patternId(id, series.key)})`} />
          {series.stack ? null : <path d="M0 1.5H20" {...line} />}
        </>
      ) : (
        <path d="M0 6H20" {...line} />
      )}
    </svg>
  );
}
