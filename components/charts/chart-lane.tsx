import { Tooltip } from '@mantine/core';
import Link from 'next/link';
import type { ChartMark, TimeSpan } from './chart-types.ts';
import classes from './charts.module.css';
import { pixelAtTime } from './geometry.ts';

interface ChartLaneProps {
  span: TimeSpan;
  marks: readonly ChartMark[];
  widthPx: number;
}

/** The strip above the series: our own episodes as bars, changes of policy as points; each a link where it has one. */
export function ChartLane({ span, marks, widthPx }: ChartLaneProps) {
  const shown = marks.filter(
    ({ atMs, toMs }) => atMs < span.toMs && (toMs === null ? true : (toMs ?? atMs) >= span.fromMs),
  );
  return (
    <div className={classes.lane}>
      {shown.map(({ id, atMs, toMs, label, kind, href }) => {
        const left = pixelAtTime(span, widthPx, Math.max(atMs, span.fromMs));
        const right = pixelAtTime(span, widthPx, Math.min(toMs ?? span.toMs, span.toMs));
        const style = toMs === undefined ? { left } : { left, width: right - left };
        const look = { className: classes.laneItem, 'data-kind': kind, style };
        return (
          <Tooltip key={id} label={label}>
            {href ? (
              <Link href={href} aria-label={label} {...look} />
            ) : (
              <span role="img" aria-label={label} {...look} />
            )}
          </Tooltip>
        );
      })}
    </div>
  );
}
