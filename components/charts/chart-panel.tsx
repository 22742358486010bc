'use client';

import { Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { type ReactNode, useRef, useState } from 'react';
import { formatTime, zoneName } from '../../lib/format/time.ts';
import { useZone } from '../time/zone.tsx';
import { chartSummary } from './chart-data.ts';
import { ChartLane } from './chart-lane.tsx';
import { ChartLegend } from './chart-legend.tsx';
import { ChartMenu } from './chart-menu.tsx';
import { ChartTable } from './chart-table.tsx';
import { ChartTooltip } from './chart-tooltip.tsx';
import type { ChartMark, ChartRegion, ChartSeries, TimeRow, TimeSpan } from './chart-types.ts';
import classes from './charts.module.css';
import { AXIS_HEIGHT_PX, GUTTER_TOP_PX, pixelAtTime, timeAtPixel } from './geometry.ts';
import { regionAt } from './region-look.ts';
import type { BucketGrid } from './rows.ts';
import { bucketLabel } from './ticks.ts';
import { useDragZoom } from './use-drag-zoom.ts';
import type { ValueKind } from './value-ticks.ts';

const TimeChart = dynamic(() => import('./time-chart.tsx'), {
  ssr: false,
  loading: () => <Skeleton height="100%" radius="md" />,
});
const LANES_PX = 38;
const NOTHING: readonly never[] = [];

export interface ChartPanelProps {
  title: string;
  /** `null` while the first answer is awaited. */
  grid: BucketGrid | null;
  rows: readonly TimeRow[];
  series: readonly ChartSeries[];
  height: number;
  formatValue: (value: number) => string;
  minTop: number;
  kind: ValueKind;
  /** Says below a tooltip's values what they are of. */
  note?: (row: TimeRow) => string | null;
  /** Instead of a chart, when there is nothing to draw. */
  empty?: ReactNode;
  controls?: ReactNode;
  regions?: readonly ChartRegion[];
  /** A list, also an empty one, keeps room for the strips of marks and regions. */
  marks?: readonly ChartMark[];
  onZoom?: (span: TimeSpan) => void;
}

/** A chart over time with all that belongs to it: legend, crosshair, zoom, table, picture and data. */
export function ChartPanel(props: ChartPanelProps) {
  const { title, grid, rows, series, height, formatValue, minTop, kind, note, empty, controls } = props;
  const { regions = NOTHING, marks, onZoom } = props;
  const { zone } = useZone();
  const [asTable, setAsTable] = useState(false);
  const [under, setUnder] = useState(false);
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const host = useRef<HTMLElement>(null);
  const router = useRouter();
  const open = (atMs: number) => {
    const href = regionAt(regions, atMs)?.href;
    if (href) router.push(href);
  };
  const { selection, handlers } = useDragZoom(grid ?? { fromMs: 0, toMs: 1, stepMs: 1 }, onZoom, open);
  const waiting = grid === null || width === 0;

  const tooltip = (row: TimeRow) => (
    <ChartTooltip
      row={row}
      series={series}
      zone={zone}
      formatValue={formatValue}
      regions={regions}
      marks={marks ?? NOTHING}
      note={note?.(row) ?? null}
    />
  );

  function body(span: BucketGrid) {
    if (empty)
      return (
        <div className={classes.empty} style={{ height }}>
          {empty}
        </div>
      );
    if (asTable) return <ChartTable label={title} {...{ rows, series, zone, height, formatValue }} />;
    const summary = chartSummary(rows, series, formatValue, (ms) => formatTime(ms, 'full', zone));
    return (
      <TimeChart
        {...{ span, rows, series, zone, height, formatValue, minTop, kind, regions }}
        widthPx={width}
        label={`${title}. ${summary}`}
        tooltip={under ? tooltip : null}
      />
    );
  }

  return (
    <section className={classes.panel} aria-label={title} ref={host}>
      <header className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        <ChartLegend series={series} />
        <div className={classes.controls}>
          {controls}
          <ChartMenu
            {...{ title, rows, series, asTable }}
            subtitle={grid ? `${bucketLabel(grid.fromMs, grid.toMs, zone)}, ${zoneName(zone, grid.fromMs)}` : ''}
            span={grid ?? { fromMs: 0, toMs: 0 }}
            onTable={setAsTable}
            host={() => host.current}
          />
        </div>
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging is a short cut; the range picker does the same */}
      <div
        className={classes.body}
        ref={sizeRef}
        style={{ height: height + (marks ? LANES_PX : 0) }}
        onPointerEnter={() => setUnder(true)}
        onPointerLeave={() => setUnder(false)}
        onMouseMove={({ currentTarget, clientX }) => {
          if (!grid || regions.length === 0) return;
          const atMs = timeAtPixel(grid, width, clientX - currentTarget.getBoundingClientRect().left);
          currentTarget.toggleAttribute('data-opens', regionAt(regions, atMs) !== null);
        }}
        onFocus={() => setUnder(true)}
        onBlur={() => setUnder(false)}
        {...(asTable ? {} : handlers)}
      >
        {marks ? (
          <div style={{ height: LANES_PX }}>
            {grid && width > 0 ? <ChartLane span={grid} marks={marks} regions={regions} widthPx={width} /> : null}
          </div>
        ) : null}
        {waiting || !grid ? <Skeleton height={height} radius="md" /> : body(grid)}
        {selection && grid ? (
          <div
            className={classes.selection}
            style={{
              left: pixelAtTime(grid, width, selection.fromMs),
              width: pixelAtTime(grid, width, selection.toMs) - pixelAtTime(grid, width, selection.fromMs),
              top: (marks ? LANES_PX : 0) + GUTTER_TOP_PX,
              height: height - GUTTER_TOP_PX - AXIS_HEIGHT_PX,
            }}
          />
        ) : null}
      </div>
    </section>
  );
}
