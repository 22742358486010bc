import { REGION_LOOK, type RegionTone } from './region-look.ts';

const TONES = Object.keys(REGION_LOOK) as RegionTone[];

export function regionFillId(chartId: string, tone: RegionTone): string {
  return `region-${chartId}-${tone}`.replace(/[^\w-]/g, '_');
}

/** The fills of posted incidents: a shade with a pattern, lighter than any series. */
export function RegionDefs({ chartId }: { chartId: string }) {
  return (
    <defs>
      {TONES.map((tone) => {
        const { color, groundOpacity, inkOpacity, drawing } = REGION_LOOK[tone];
        return (
          <pattern
            key={tone}
            id={regionFillId(chartId, tone)}
            width="12"
            height="12"
            patternUnits="userSpaceOnUse"
            style={{ color }}
          >
            <rect width="12" height="12" fill="currentColor" opacity={groundOpacity} />
            <path
              d={drawing}
              fill="none"
              stroke="currentColor"
              strokeWidth={tone === 'maintenance' ? 2 : 1.1}
              strokeLinecap="round"
              opacity={inkOpacity}
            />
          </pattern>
        );
      })}
    </defs>
  );
}
