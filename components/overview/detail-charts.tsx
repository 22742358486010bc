'use client';

import { Select } from '@mantine/core';
import { memo, useMemo } from 'react';
import type { FilterField } from '../../lib/api/filters.ts';
import { formatCompact, formatDuration } from '../../lib/format/number.ts';
import { ChartPanel } from '../charts/chart-panel.tsx';
import { useSeries } from '../data/queries.ts';
import { FIELD_LABELS, FILTER_FIELDS } from '../filters/fields.ts';
import { percentileChart, stackChart } from './chart-series.ts';
import type { OverviewPanelProps } from './error-chart.tsx';
import classes from './overview.module.css';
import { stackQuery } from './questions.ts';
import { countedWord } from './told-of.ts';
import { useOutcomeSeries } from './use-chart-query.ts';
import type { SetOverviewState } from './use-overview-state.ts';

const HEIGHT_PX = 230;
/** Of one of two beside each other, on a screen of 1440 pixels. */
const HALF_PX = 628;
/** A chart of durations reaches to at least one second. */
const MIN_TOP_MS = 1_000;

/** Everything that happened, stacked; and how long it took. */
export const DetailCharts = memo(function DetailCharts(props: OverviewPanelProps) {
  return (
    <div className={classes.details}>
      <StackChart {...props} />
      <PercentileChart {...props} of="latency" />
      <PercentileChart {...props} of="ttft" />
    </div>
  );
});

function StackChart({ scope, state, setState, overlays, onZoom }: OverviewPanelProps) {
  const { data: answer } = useSeries(stackQuery(scope, state.unit, state.by), scope.followsNow);
  const chart = useMemo(() => answer && stackChart(answer, state.by), [answer, state.by]);
  const controls = useMemo(() => <DivideBy by={state.by} setState={setState} />, [state.by, setState]);
  return (
    <ChartPanel
      title={`All ${countedWord(state.unit, answer)}`}
      grid={chart?.grid ?? null}
      rows={chart?.rows ?? []}
      series={chart?.series ?? []}
      height={HEIGHT_PX}
      formatValue={formatCompact}
      minTop={4}
      {...overlays}
      kind="count"
      onZoom={({ fromMs, toMs }) => onZoom(fromMs, toMs)}
      controls={controls}
    />
  );
}

const WAYS = FILTER_FIELDS.map((field) => ({ value: field, label: `by ${FIELD_LABELS[field].toLowerCase()}` }));

function DivideBy({ by, setState }: { by: FilterField; setState: SetOverviewState }) {
  return (
    <Select
      size="xs"
      w={126}
      aria-label="Divide by"
      allowDeselect={false}
      comboboxProps={{ keepMounted: false }}
      value={by}
      data={WAYS}
      onChange={(value) => {
        const next = FILTER_FIELDS.find((field) => field === value);
        if (next) void setState({ by: next });
      }}
    />
  );
}

const TITLES = { latency: 'Duration', ttft: 'Time to first token' };

function PercentileChart({ scope, state, overlays, onZoom, of }: OverviewPanelProps & { of: 'latency' | 'ttft' }) {
  const { data: answer } = useOutcomeSeries(scope, state);
  const chart = useMemo(() => answer && percentileChart(answer, of), [answer, of]);
  return (
    <ChartPanel
      title={TITLES[of]}
      grid={chart?.grid ?? null}
      rows={chart?.rows ?? []}
      series={chart?.series ?? []}
      height={HEIGHT_PX}
      likelyPx={HALF_PX}
      formatValue={formatDuration}
      minTop={MIN_TOP_MS}
      {...overlays}
      kind="duration"
      onZoom={({ fromMs, toMs }) => onZoom(fromMs, toMs)}
    />
  );
}
