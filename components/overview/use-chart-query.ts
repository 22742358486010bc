'use client';

import { useMemo } from 'react';
import type { SeriesAnswer } from '../../lib/api/shapes.ts';
import { useSeries } from '../data/queries.ts';
import { type Scope, scopeQuery } from '../data/scope.ts';
import { resolveRange } from '../range/range-text.ts';
import { outcomeQuery } from './questions.ts';
import type { OverviewState } from './use-overview-state.ts';

/** The series by outcome that the main chart and the percentiles are drawn from: asked for once. */
export function useOutcomeSeries(scope: Scope, { unit }: OverviewState) {
  return useSeries(outcomeQuery(scope, unit), scope.followsNow);
}

/** The same for the stretch of equal length just before; `null` unless `wanted`. */
export function useSeriesBefore(scope: Scope, { unit }: OverviewState, wanted: boolean): SeriesAnswer | null {
  const { from, to } = scope.range;
  const range = useMemo(() => {
    const ends = resolveRange({ from, to }, Date.now());
    return ends && { from: String(2 * ends.fromMs - ends.toMs), to: String(ends.fromMs) };
  }, [from, to]);
  const query = scopeQuery({ ...scope, range: range ?? scope.range }, { unit, by: 'outcome', percentiles: 'false' });
  const { data } = useSeries(query, false, wanted && range !== null);
  return wanted ? (data ?? null) : null;
}
