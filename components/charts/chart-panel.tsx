'use client';

import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { zoneName } from '../../lib/format/time.ts';
import { useZone } from '../time/zone.tsx';
import { ChartCanvas, type ChartCanvasProps } from './chart-canvas.tsx';
import { ChartLegend } from './chart-legend.tsx';
import { ChartMenu } from './chart-menu.tsx';
import classes from './charts.module.css';
import { bucketLabel } from './ticks.ts';

export interface ChartPanelProps extends Omit<ChartCanvasProps, 'asTable'> {
  controls?: ReactNode;
}

const NO_SPAN = { fromMs: 0, toMs: 0 };

/** A chart over time with all that belongs to it: legend, crosshair, zoom, table, picture and data. */
export function ChartPanel({ controls, ...canvas }: ChartPanelProps) {
  const { title, series } = canvas;
  const { zone } = useZone();
  const [asTable, setAsTable] = useState(false);
  const host = useRef<HTMLElement>(null);
  const shown = useRef(canvas);
  useEffect(() => {
    shown.current = canvas;
  });
  // The menu asks for the numbers when it saves them: that they change is nothing to it.
  const content = useCallback(() => {
    const { grid, rows, series } = shown.current;
    const subtitle = grid ? `${bucketLabel(grid.fromMs, grid.toMs, zone)}, ${zoneName(zone, grid.fromMs)}` : '';
    return { host: host.current, subtitle, span: grid ?? NO_SPAN, rows, series };
  }, [zone]);
  return (
    <section className={classes.panel} aria-label={title} ref={host}>
      <header className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        <ChartLegend series={series} />
        <div className={classes.controls}>
          {controls}
          <ChartMenu title={title} asTable={asTable} onTable={setAsTable} content={content} />
        </div>
      </header>
      <ChartCanvas {...canvas} asTable={asTable} />
    </section>
  );
}
