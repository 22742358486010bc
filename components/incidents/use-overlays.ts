'use client';

import { useCallback, useMemo } from 'react';
import type { ChartMark, ChartRegion } from '../charts/chart-types.ts';
import { apiQuery } from '../data/api-query.ts';
import { useEpisodes, useIncidents, usePolicyHistory } from '../data/incident-queries.ts';
import type { Scope } from '../data/scope.ts';
import { marksOf, regionsOf } from './overlays.ts';

export interface Overlays {
  regions: ChartRegion[];
  marks: ChartMark[];
}

interface OverlayScope extends Pick<Scope, 'range' | 'followsNow'> {
  /** Empty: of all upstreams. */
  provider: readonly string[];
}

/**
 * What else went on while a chart's numbers came about: posted incidents, our own episodes, changes of policy. One hook
 * for all charts; the cache makes it one question for all of them. What cannot be read is left out: the chart stands.
 */
export function useOverlays({ range, followsNow, provider: providers }: OverlayScope): Overlays {
  const query = apiQuery(range);
  const { data: posted } = useIncidents(query, followsNow);
  const { data: own } = useEpisodes(query, followsNow);
  const { data: policies } = usePolicyHistory(query, followsNow);
  const isWanted = useCallback(
    (provider: string) => providers.length === 0 || providers.includes(provider),
    [providers],
  );
  // Each by itself: what lies behind a chart is drawn with it, what stands above it is not.
  const regions = useMemo(
    () => regionsOf((posted?.incidents ?? []).filter(({ countsFor }) => countsFor.some(isWanted))),
    [posted, isWanted],
  );
  const marks = useMemo(
    () =>
      marksOf(
        (own?.episodes ?? []).filter(({ provider }) => isWanted(provider)),
        policies?.changes ?? [],
      ),
    [own, policies, isWanted],
  );
  return useMemo(() => ({ regions, marks }), [regions, marks]);
}
