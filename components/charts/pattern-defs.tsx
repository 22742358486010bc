import type { OutcomePattern } from '../outcome/outcome-style.ts';
import type { ChartSeries } from './chart-types.ts';

const INK = { stroke: 'currentColor', strokeWidth: 1.6, fill: 'none' } as const;

const DRAWINGS: Record<Exclude<OutcomePattern, 'solid'>, React.ReactNode> = {
  rising: <path d="M-2 2 2-2M0 8 8 0M6 10 10 6" {...INK} />,
  falling: <path d="M-2 6 2 10M0 0 8 8M6-2 10 2" {...INK} />,
  level: <path d="M0 2H8M0 6H8" {...INK} />,
  grid: <path d="M0 4H8M4 0V8" {...INK} strokeWidth="1.2" />,
  dots: <path d="M2 2h.01M6 6h.01" {...INK} strokeWidth="2.4" strokeLinecap="round" />,
};

export function patternId(chartId: string, seriesKey: string): string {
  return `fill-${chartId}-${seriesKey}`.replace(/[^\w-]/g, '_');
}

/** The fills of a chart's areas: a light ground of the colour, and a pattern on it where the series has one. */
export function PatternDefs({ chartId, series }: { chartId: string; series: readonly ChartSeries[] }) {
  return (
    <defs>
      {series
        .filter(({ kind }) => kind === 'area')
        .map(({ key, color, pattern = 'solid', stack, fillOpacity }) => (
          <pattern
            key={key}
            id={patternId(chartId, key)}
            width="8"
            height="8"
            patternUnits="userSpaceOnUse"
            style={{ color }}
          >
            <rect
              width="8"
              height="8"
              fill="currentColor"
              opacity={pattern === 'solid' ? (fillOpacity ?? (stack ? 0.8 : 0.3)) : 0.18}
            />
            {pattern === 'solid' ? null : <g opacity="0.8">{DRAWINGS[pattern]}</g>}
          </pattern>
        ))}
    </defs>
  );
}
