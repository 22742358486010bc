import { memo, useId } from 'react';
import type { ChartSeries } from './chart-types.ts';
import classes from './charts.module.css';
import { SeriesSwatch } from './series-swatch.tsx';

/** How each series is drawn, in words. */
export const ChartLegend = memo(function ChartLegend({ series }: { series: readonly ChartSeries[] }) {
  const id = useId();
  return (
    <ul className={classes.legend}>
      {series.map((one) => (
        <li key={one.key}>
          <SeriesSwatch series={one} id={id} />
          {one.label}
        </li>
      ))}
    </ul>
  );
});
