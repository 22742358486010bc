'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import { AddFilter } from '../filters/add-filter.tsx';
import { FilterChips } from '../filters/filter-chips.tsx';
import { useFilters } from '../filters/use-filters.ts';
import { RangePicker } from '../range/range-picker.tsx';
import { useRange } from '../range/use-range.ts';
import { type Present, VerdictBand } from '../verdict/verdict-band.tsx';
import { Breakdown } from './breakdown.tsx';
import { DetailCharts } from './detail-charts.tsx';
import { ErrorChart } from './error-chart.tsx';
import { FigureTiles } from './figure-tiles.tsx';
import classes from './overview.module.css';
import { UnitSwitch } from './unit-switch.tsx';
import { useOverviewState } from './use-overview-state.ts';

const loading = () => <Skeleton height={200} radius="md" />;
const LimitsPanel = dynamic(() => import('../limits/limits-panel.tsx'), { ssr: false, loading });
const GatewayPanel = dynamic(() => import('../gateway/gateway-panel.tsx'), { ssr: false, loading });
const AdvicePanel = dynamic(() => import('../advice/advice-panel.tsx'), { ssr: false, loading });

/** Is it them or me, since when, how bad: in words, in figures, over time, and by what it falls on. */
export function Overview({ present }: { present: Present }) {
  const rangeState = useRange();
  const filters = useFilters();
  const [state, setState] = useOverviewState();
  const scope = { range: rangeState.range, filters: filters.values, followsNow: rangeState.followsNow };
  const shared = { scope, state, setState, onZoom: rangeState.zoomTo };
  return (
    <div className={classes.page}>
      <VerdictBand present={present} />
      <div className={classes.toolbar}>
        <RangePicker state={rangeState} />
        <AddFilter filters={filters} />
        <FilterChips filters={filters} />
        <UnitSwitch state={state} setState={setState} />
      </div>
      <FigureTiles scope={scope} />
      <ErrorChart {...shared} />
      <DetailCharts {...shared} />
      <Breakdown {...shared} filters={filters} />
      <div className={classes.pair}>
        <LimitsPanel />
        <div className={classes.side}>
          <GatewayPanel />
          <AdvicePanel scope={scope} />
        </div>
      </div>
    </div>
  );
}
