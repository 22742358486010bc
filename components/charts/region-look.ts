import type { ChartRegion } from './chart-types.ts';

export type RegionTone = ChartRegion['tone'];

interface RegionLook {
  /** Of the shade and its pattern. */
  color: string;
  groundOpacity: number;
  inkOpacity: number;
  /** What is drawn on the shade, in a square of 12 pixels. */
  drawing: string;
  strokeOpacity: number;
  strokeDasharray?: string;
  /** In words, for legends and readers. */
  label: string;
}

/** How grave a posted incident is: told by colour, by the depth of the shade, by its pattern and by its border. */
export const REGION_LOOK: Record<RegionTone, RegionLook> = {
  maintenance: {
    color: 'var(--weir-line-strong)',
    groundOpacity: 0.14,
    inkOpacity: 0.55,
    drawing: 'M3 3h.01M9 9h.01',
    strokeOpacity: 0.8,
    strokeDasharray: '2 4',
    label: 'maintenance',
  },
  minor: {
    color: 'var(--outcome-timeout)',
    groundOpacity: 0.1,
    inkOpacity: 0.22,
    drawing: 'M-3 3 3-3M0 12 12 0M9 15 15 9',
    strokeOpacity: 0.6,
    strokeDasharray: '6 4',
    label: 'minor impact',
  },
  major: {
    color: 'var(--outcome-timeout)',
    groundOpacity: 0.16,
    inkOpacity: 0.3,
    drawing: 'M-2 2 2-2M0 6 6 0M0 12 12 0M6 12 12 6M10 14 14 10',
    strokeOpacity: 0.9,
    label: 'major impact',
  },
  critical: {
    color: 'var(--outcome-spend-limited)',
    groundOpacity: 0.16,
    inkOpacity: 0.3,
    drawing: 'M0 12 12 0M-3 3 3-3M9 15 15 9M0 0 12 12M-3 9 3 15M9-3 15 3',
    strokeOpacity: 1,
    label: 'critical impact',
  },
};

/** The stretch under a moment that a click opens: the shortest one, for a longer one lies behind it. */
export function regionAt(regions: readonly ChartRegion[], atMs: number): ChartRegion | null {
  const lengthMs = ({ fromMs, toMs }: ChartRegion) => (toMs ?? Number.POSITIVE_INFINITY) - fromMs;
  let found: ChartRegion | null = null;
  for (const region of regions) {
    const holds =
      region.href !== undefined && atMs >= region.fromMs && atMs < (region.toMs ?? Number.POSITIVE_INFINITY);
    if (holds && (!found || lengthMs(region) < lengthMs(found))) found = region;
  }
  return found;
}
