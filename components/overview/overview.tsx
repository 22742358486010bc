'use client';

import { type ReactNode, useMemo } from 'react';
import { AddFilter } from '../filters/add-filter.tsx';
import { FilterChips } from '../filters/filter-chips.tsx';
import { useFilters } from '../filters/use-filters.ts';
import { useOverlays } from '../incidents/use-overlays.ts';
import { RangePicker } from '../range/range-picker.tsx';
import { DEFAULT_RANGE, useRange } from '../range/use-range.ts';
import { type Present, VerdictBand } from '../verdict/verdict-band.tsx';
import { Breakdown } from './breakdown.tsx';
import { DetailCharts } from './detail-charts.tsx';
import { ErrorChart } from './error-chart.tsx';
import { FigureTiles } from './figure-tiles.tsx';
import classes from './overview.module.css';
import { ScopeContext } from './scope-context.ts';
import { UnitSwitch } from './unit-switch.tsx';
import { useAnsweredScope } from './use-answered-scope.ts';
import { useAskAhead } from './use-ask-ahead.ts';
import { useOverviewState } from './use-overview-state.ts';

interface OverviewProps {
  present: Present;
  /** What stands below all else; it may come later. */
  lower: ReactNode;
}

/** Is it them or me, since when, how bad: in words, in figures, over time, and by what it falls on. */
export function Overview({ present, lower }: OverviewProps) {
  const filters = useFilters();
  const [state, setState] = useOverviewState();
  const askAhead = useAskAhead(filters.values, state);
  const rangeState = useRange(DEFAULT_RANGE, askAhead);
  const { range, followsNow } = rangeState;
  const { values } = filters;
  const chosen = useMemo(() => ({ range, filters: values, followsNow }), [range, values, followsNow]);
  const scope = useAnsweredScope(chosen, state, askAhead);
  const overlays = useOverlays({ ...scope, provider: scope.filters.provider });
  const shared = { scope, state, setState, overlays, onZoom: rangeState.zoomTo };
  return (
    <div className={classes.page}>
      <VerdictBand present={present} />
      <div className={classes.toolbar}>
        <RangePicker state={rangeState} onIntent={askAhead} />
        <AddFilter filters={filters} />
        <FilterChips filters={filters} />
        <UnitSwitch state={state} setState={setState} />
      </div>
      <FigureTiles scope={scope} />
      <ErrorChart {...shared} />
      <DetailCharts {...shared} />
      <Breakdown {...shared} filters={filters} />
      <ScopeContext value={scope}>{lower}</ScopeContext>
    </div>
  );
}
