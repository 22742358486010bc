import { useId } from 'react';
import type { Zone } from '../../lib/format/time.ts';
import type { ChartMark, ChartRegion, ChartSeries, TimeRow } from './chart-types.ts';
import classes from './charts.module.css';
import { SeriesSwatch } from './series-swatch.tsx';
import { bucketLabel } from './ticks.ts';

interface ChartTooltipProps {
  row: TimeRow;
  series: readonly ChartSeries[];
  zone: Zone;
  formatValue: (value: number) => string;
  regions: readonly ChartRegion[];
  marks: readonly ChartMark[];
  /** A line below the values, such as how many calls they are of. */
  note: string | null;
}

/** What holds in one bucket: its time, each series' value, and what else went on then. */
export function ChartTooltip({ row, series, zone, formatValue, regions, marks, note }: ChartTooltipProps) {
  const id = useId();
  const meets = (fromMs: number, toMs: number | null | undefined) =>
    fromMs < row.toMs && (toMs === null ? true : (toMs ?? fromMs) >= row.fromMs);
  const events = [
    ...regions.filter(({ fromMs, toMs }) => meets(fromMs, toMs)),
    ...marks.filter(({ atMs, toMs }) => meets(atMs, toMs)),
  ];
  return (
    <div className={classes.tooltip}>
      <div className={classes.tooltipTime}>
        {bucketLabel(row.fromMs, row.toMs, zone)}
        {zone === 'utc' ? ' UTC' : ''}
      </div>
      {series.map((one) => {
        const value = row.values[one.key] ?? null;
        return (
          <div key={one.key} className={classes.tooltipRow}>
            <SeriesSwatch series={one} id={id} />
            <span>{one.label}</span>
            <b>{value === null ? 'no data' : formatValue(value)}</b>
          </div>
        );
      })}
      {note ? <div className={classes.tooltipNote}>{note}</div> : null}
      {events.map(({ id: eventId, label }) => (
        <div key={eventId} className={classes.tooltipNote}>
          {label}
        </div>
      ))}
    </div>
  );
}
