import { memo } from 'react';
import type { ChartRegion } from './chart-types.ts';
import { AXIS_HEIGHT_PX, type ChartFrame, GUTTER_TOP_PX, pixelAtTime } from './geometry.ts';
import { regionFillId } from './region-defs.tsx';
import { REGION_LOOK } from './region-look.ts';

interface RegionLayerProps {
  chartId: string;
  regions: readonly ChartRegion[];
  frame: ChartFrame;
}

/** What was posted, shaded over the height of the plot. */
export const RegionLayer = memo(function RegionLayer({ chartId, regions, frame }: RegionLayerProps) {
  const { span, widthPx, heightPx } = frame;
  return regions.map(({ id, tone, fromMs, toMs }) => {
    const startMs = Math.max(fromMs, span.fromMs);
    const endMs = Math.min(toMs ?? span.toMs, span.toMs);
    if (startMs >= endMs) return null;
    const x = pixelAtTime(span, widthPx, startMs);
    const { color, strokeOpacity, strokeDasharray } = REGION_LOOK[tone];
    return (
      <rect
        key={id}
        data-region={tone}
        x={x}
        y={GUTTER_TOP_PX}
        width={pixelAtTime(span, widthPx, endMs) - x}
        height={heightPx - GUTTER_TOP_PX - AXIS_HEIGHT_PX}
        fill={`url(#${regionFillId(chartId, tone)})`}
        {...{ stroke: color, strokeOpacity, strokeDasharray }}
      />
    );
  });
});
