import type { ChartRegion } from './chart-types.ts';

interface RegionLook {
  fill: string;
  fillOpacity: number;
  stroke: string;
  strokeOpacity: number;
  strokeDasharray?: string;
}

/** How grave a posted incident is: told by the depth of the shade and by its border. */
export const REGION_LOOK: Record<ChartRegion['tone'], RegionLook> = {
  maintenance: {
    fill: 'var(--weir-line-strong)',
    fillOpacity: 0.16,
    stroke: 'var(--weir-line-strong)',
    strokeOpacity: 0.8,
    strokeDasharray: '2 4',
  },
  minor: {
    fill: 'var(--outcome-timeout)',
    fillOpacity: 0.12,
    stroke: 'var(--outcome-timeout)',
    strokeOpacity: 0.6,
    strokeDasharray: '6 4',
  },
  major: {
    fill: 'var(--outcome-timeout)',
    fillOpacity: 0.2,
    stroke: 'var(--outcome-timeout)',
    strokeOpacity: 0.9,
  },
  critical: {
    fill: 'var(--outcome-spend-limited)',
    fillOpacity: 0.2,
    stroke: 'var(--outcome-spend-limited)',
    strokeOpacity: 1,
  },
};
