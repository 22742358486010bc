'use client';

import { Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useRouter } from 'next/navigation';
import { type ReactNode, useMemo, useState } from 'react';
import { useZone } from '../time/zone.tsx';
import { useTurn } from '../turns/use-turn.ts';
import { ChartDrawing } from './chart-drawing.tsx';
import { ChartLane } from './chart-lane.tsx';
import { ChartTable } from './chart-table.tsx';
import { ChartTooltip } from './chart-tooltip.tsx';
import type { ChartMark, ChartRegion, ChartSeries, TimeRow, TimeSpan } from './chart-types.ts';
import classes from './charts.module.css';
import { CrosshairOver } from './crosshair-over.tsx';
import { AXIS_HEIGHT_PX, GUTTER_TOP_PX, pixelAtTime, timeAtPixel } from './geometry.ts';
import { leaveChartsAlone } from './left-alone.ts';
import { regionAt } from './region-look.ts';
import type { BucketGrid } from './rows.ts';
import { useDragZoom } from './use-drag-zoom.ts';
import { highest, type ValueKind, valueTicks } from './value-ticks.ts';

export interface ChartCanvasProps {
  title: string;
  /** `null` while the first answer is awaited. */
  grid: BucketGrid | null;
  rows: readonly TimeRow[];
  series: readonly ChartSeries[];
  height: number;
  /** How wide it probably is; until the browser has told, the drawing is drawn out from that. */
  likelyPx?: number;
  formatValue: (value: number) => string;
  minTop: number;
  kind: ValueKind;
  /** Says below a tooltip's values what they are of. */
  note?: (row: TimeRow) => string | null;
  /** Instead of a chart, when there is nothing to draw. */
  empty?: ReactNode;
  regions?: readonly ChartRegion[];
  /** A list, also an empty one, keeps room for the strips of marks and regions. */
  marks?: readonly ChartMark[];
  onZoom?: (span: TimeSpan) => void;
  asTable: boolean;
}

const LANES_PX = 38;
const NOTHING: readonly never[] = [];
const NO_GRID = { fromMs: 0, toMs: 1, stepMs: 1 };
/** Of a chart that takes the page's width, on a screen of 1440 pixels. */
const LIKELY_PX = 1_286;

if (typeof window !== 'undefined') leaveChartsAlone(document.documentElement, '[data-chart-body]');

/** Where a chart is drawn when its turn comes, with the strips above it, its crosshair and its zoom; or its table. */
export function ChartCanvas(props: ChartCanvasProps) {
  const { title, grid, rows, series, height, formatValue, minTop, kind, empty, marks, onZoom, asTable } = props;
  const { regions = NOTHING, likelyPx = LIKELY_PX } = props;
  const { zone } = useZone();
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const [under, setUnder] = useState(false);
  const router = useRouter();
  const values = useMemo(() => valueTicks(highest(rows, series), minTop, kind), [rows, series, minTop, kind]);
  const frame = useMemo(
    () => ({ span: grid ?? NO_GRID, widthPx: width || likelyPx, heightPx: height, topValue: values.at(-1) ?? 1 }),
    [grid, width, likelyPx, height, values],
  );
  // Who knows the width is the reader's browser, which knows the zone as well.
  const knownZone = width > 0 ? zone : null;
  const wanted = useMemo(
    () => (grid ? { title, rows, series, regions, frame, values, kind, formatValue, zone: knownZone } : null),
    [title, grid, rows, series, regions, frame, values, kind, formatValue, knownZone],
  );
  const names = series.map(({ key }) => key).join(' ');
  const { ref, drawn: last } = useTurn(wanted, `${grid?.fromMs} ${grid?.toMs} ${width} ${zone} ${kind} ${names}`);
  // What the page came with takes its place at once.
  const drawn = last && !last.zone ? wanted : last;
  const span = drawn?.frame.span ?? NO_GRID;

  const open = (atMs: number) => {
    const href = regionAt(regions, atMs)?.href;
    if (href) router.push(href);
  };
  const { selection, handlers } = useDragZoom(span, onZoom, open);
  const tell = (row: TimeRow) => (
    <ChartTooltip
      {...{ row, zone, formatValue, regions }}
      series={drawn?.series ?? series}
      marks={marks ?? NOTHING}
      note={props.note?.(row) ?? null}
    />
  );

  function content() {
    if (empty)
      return (
        <div className={classes.empty} style={{ height }}>
          {empty}
        </div>
      );
    if (asTable && grid) return <ChartTable label={title} {...{ rows, series, zone, height, formatValue }} />;
    if (!drawn || !grid) return <Skeleton height={height} radius="md" />;
    return (
      <>
        <ChartDrawing {...drawn} />
        {drawn.zone ? <CrosshairOver drawn={drawn} under={under} tell={tell} /> : null}
      </>
    );
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is a short cut; the range picker does the same
    <div
      className={classes.body}
      data-chart-body
      ref={sizeRef}
      style={{ height: height + (marks ? LANES_PX : 0) }}
      onPointerEnter={() => setUnder(true)}
      onPointerLeave={() => setUnder(false)}
      onMouseMove={({ currentTarget, clientX }) => {
        if (regions.length === 0) return;
        const atMs = timeAtPixel(span, width, clientX - currentTarget.getBoundingClientRect().left);
        currentTarget.toggleAttribute('data-opens', regionAt(regions, atMs) !== null);
      }}
      onFocus={() => setUnder(true)}
      onBlur={() => setUnder(false)}
      {...(asTable ? {} : handlers)}
    >
      {marks ? (
        <div style={{ height: LANES_PX }}>
          {grid && width > 0 ? <ChartLane span={span} marks={marks} regions={regions} widthPx={width} /> : null}
        </div>
      ) : null}
      <div ref={ref} className={classes.layers} style={{ height }}>
        {content()}
      </div>
      {selection ? (
        <div
          className={classes.selection}
          style={{
            left: pixelAtTime(span, width, selection.fromMs),
            width: pixelAtTime(span, width, selection.toMs) - pixelAtTime(span, width, selection.fromMs),
            top: (marks ? LANES_PX : 0) + GUTTER_TOP_PX,
            height: height - GUTTER_TOP_PX - AXIS_HEIGHT_PX,
          }}
        />
      ) : null}
    </div>
  );
}
