'use client';

import { SegmentedControl, Switch } from '@mantine/core';
import { memo, useMemo } from 'react';
import { formatCompact, formatCount, formatShare } from '../../lib/format/number.ts';
import { ChartPanel } from '../charts/chart-panel.tsx';
import type { TimeRow } from '../charts/chart-types.ts';
import type { Scope } from '../data/scope.ts';
import type { Overlays } from '../incidents/use-overlays.ts';
import { errorChart, type Scale } from './chart-series.ts';
import { EmptyRecord } from './empty-record.tsx';
import { QueryError } from './query-error.tsx';
import { countedWord, unseenNote } from './told-of.ts';
import { useOutcomeSeries, useSeriesBefore } from './use-chart-query.ts';
import type { OverviewState, SetOverviewState } from './use-overview-state.ts';

export interface OverviewPanelProps {
  scope: Scope;
  state: OverviewState;
  setState: SetOverviewState;
  /** What lies behind and above each chart. */
  overlays: Overlays;
  onZoom: (fromMs: number, toMs: number) => void;
}

const HEIGHT_PX = 308;
/** A chart of shares reaches to at least 1 %, one of counts to 4. */
const MIN_TOP = { share: 0.01, count: 4 };
const SCALES: { value: Scale; label: string }[] = [
  { value: 'share', label: 'Share' },
  { value: 'count', label: 'Count' },
];

/** The main chart: 529 and 429 over time. */
export const ErrorChart = memo(function ErrorChart({ scope, state, setState, overlays, onZoom }: OverviewPanelProps) {
  const { data: answer, error } = useOutcomeSeries(scope, state);
  const comparing = state.compare === 'previous';
  const before = useSeriesBefore(scope, state, comparing);
  const chart = useMemo(() => answer && errorChart(answer, before, state.show), [answer, before, state.show]);
  const isEmpty = answer?.base.every((count) => count === 0) ?? false;
  const counted = countedWord(state.unit, answer);
  const unseen = unseenNote(state.unit, answer);
  const note = (row: TimeRow) => {
    const total = row.values.total ?? 0;
    const share = total === 0 ? `no ${state.unit}` : `of ${formatCount(total)} ${counted}`;
    return unseen ? `${share}; ${unseen}` : share;
  };
  const controls = useMemo(
    () => (
      <>
        <Switch
          size="xs"
          label="Period before"
          checked={comparing}
          onChange={(event) => void setState({ compare: event.currentTarget.checked ? 'previous' : 'none' })}
        />
        <SegmentedControl
          size="xs"
          ml="sm"
          aria-label="Scale"
          value={state.show}
          onChange={(show) => void setState({ show })}
          data={SCALES}
        />
      </>
    ),
    [comparing, state.show, setState],
  );
  return (
    <ChartPanel
      title={state.show === 'share' ? `529 and 429, share of ${counted}` : `529 and 429, ${counted}`}
      grid={chart?.grid ?? null}
      rows={chart?.rows ?? []}
      series={chart?.series ?? []}
      height={HEIGHT_PX}
      formatValue={state.show === 'share' ? formatShare : formatCompact}
      minTop={MIN_TOP[state.show]}
      kind={state.show}
      note={note}
      {...overlays}
      empty={error && !answer ? <QueryError error={error} /> : isEmpty ? <EmptyRecord scope={scope} /> : undefined}
      onZoom={({ fromMs, toMs }) => onZoom(fromMs, toMs)}
      controls={controls}
    />
  );
});
