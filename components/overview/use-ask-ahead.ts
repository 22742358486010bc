'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { fetchTogether } from '../data/together.ts';
import type { FilterValues } from '../filters/use-filters.ts';
import type { RangeText } from '../range/range-text.ts';
import { overviewQuestions } from './questions.ts';
import type { OverviewState } from './use-overview-state.ts';

/**
 * Asks what the overview will ask of another range: the answers are on their way while the page is still getting ready to
 * draw them. What is known already, or being asked, is not asked again.
 */
export function useAskAhead(filters: FilterValues, { unit, by, split }: OverviewState): (range: RangeText) => void {
  const client = useQueryClient();
  return useCallback(
    (range) => {
      for (const { queryKey, path } of overviewQuestions({ range, filters }, { unit, by, split }))
        void client.prefetchQuery({ queryKey, queryFn: ({ signal }) => fetchTogether(path, signal) });
    },
    [client, filters, unit, by, split],
  );
}
