import { memo } from 'react';
import type { Zone } from '../../lib/format/time.ts';
import { AXIS_HEIGHT_PX, type ChartFrame, GUTTER_LEFT_PX, pixelAtTime, TEXT_GAP_PX } from './geometry.ts';
import { tickLabel, timeTicks } from './ticks.ts';

const PX_PER_TICK = 90;
/** Of a character of the axes' text, on average: measuring them would have the browser lay out the page. */
const CHARACTER_PX = 6;

/** The times below a chart, in pixels from where its plot begins. The last one stays within the chart. */
export const TimeAxis = memo(function TimeAxis({ frame, zone }: { frame: ChartFrame; zone: Zone }) {
  const { span, widthPx, heightPx } = frame;
  const most = Math.max(2, Math.floor((widthPx - GUTTER_LEFT_PX) / PX_PER_TICK));
  return (
    <g data-axis="time">
      {timeTicks(span.fromMs, span.toMs, zone, most).map((atMs) => {
        const text = tickLabel(atMs, zone);
        const x = Math.min(pixelAtTime(span, widthPx, atMs), widthPx - (text.length * CHARACTER_PX) / 2);
        return (
          <text
            key={atMs}
            x={x - GUTTER_LEFT_PX}
            y={heightPx - AXIS_HEIGHT_PX + TEXT_GAP_PX}
            dy="0.71em"
            textAnchor="middle"
          >
            {text}
          </text>
        );
      })}
    </g>
  );
});
