'use client';

import { useMemo } from 'react';
import { formatCount, formatShare } from '../../lib/format/number.ts';
import { ChartPanel } from '../charts/chart-panel.tsx';
import type { TimeRow, TimeSpan } from '../charts/chart-types.ts';
import { apiQuery } from '../data/api-query.ts';
import { useSeries } from '../data/queries.ts';
import type { Scope } from '../data/scope.ts';
import { errorChart } from '../overview/chart-series.ts';
import { QueryError } from '../overview/query-error.tsx';
import { useOverlays } from './use-overlays.ts';

interface OverloadChartProps {
  scope: Pick<Scope, 'range' | 'followsNow'> & { filters: { provider?: string[] } };
  onZoom: (span: TimeSpan) => void;
}

const HEIGHT_PX = 220;
const MIN_TOP_SHARE = 0.01;
const NO_FILTER: string[] = [];

/** How much was refused, with what was posted behind it and what we saw above it. */
export function OverloadChart({ scope, onZoom }: OverloadChartProps) {
  const { range, followsNow } = scope;
  const provider = scope.filters.provider ?? NO_FILTER;
  const query = apiQuery(
    { ...range, filters: { provider } },
    { unit: 'attempts', by: 'outcome', percentiles: 'false' },
  );
  const { data: answer, error } = useSeries(query, followsNow);
  const chart = useMemo(() => answer && errorChart(answer, null, 'share'), [answer]);
  const overlays = useOverlays({ range, followsNow, provider });
  const note = (row: TimeRow) => `of ${formatCount(row.values.total ?? 0)} attempts`;
  return (
    <ChartPanel
      title="529 and 429, share of attempts"
      grid={chart?.grid ?? null}
      rows={chart?.rows ?? []}
      series={chart?.series ?? []}
      height={HEIGHT_PX}
      formatValue={formatShare}
      minTop={MIN_TOP_SHARE}
      kind="share"
      note={note}
      empty={error && !answer ? <QueryError error={error} /> : undefined}
      onZoom={onZoom}
      {...overlays}
    />
  );
}
