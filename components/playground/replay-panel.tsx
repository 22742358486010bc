'use client';

import { Skeleton, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReplayAnswer } from '../../lib/api/shapes.ts';
import { fetchJson } from '../data/api-client.ts';
import { scopeQuery } from '../data/scope.ts';
import { AddFilter } from '../filters/add-filter.tsx';
import { FilterChips } from '../filters/filter-chips.tsx';
import { useFilters } from '../filters/use-filters.ts';
import { RangePicker } from '../range/range-picker.tsx';
import { useRange } from '../range/use-range.ts';
import classes from './playground.module.css';
import { ReplayTable } from './replay-table.tsx';
import { replayHeadline, replayQuestion } from './replay-view.ts';
import type { PlaygroundState } from './use-playground-state.ts';

/** The policy against one's own past: of the calls that failed, how many it would have saved. */
export default function ReplayPanel({ state }: { state: PlaygroundState }) {
  const range = useRange();
  const filters = useFilters();
  const query = scopeQuery({ range: range.range, filters: filters.values, followsNow: false });
  const body = JSON.stringify(replayQuestion(state));
  const { data, error, isFetching } = useQuery({
    queryKey: ['replay', query, body],
    queryFn: ({ signal }) =>
      fetchJson<ReplayAnswer>(`/api/replay?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return (
    <div className={classes.panel} aria-busy={isFetching}>
      <div className={classes.filters}>
        <RangePicker state={range} />
        <AddFilter filters={filters} />
        <FilterChips filters={filters} />
      </div>
      {error ? <Text role="alert">{error.message}</Text> : null}
      {data ? (
        <>
          <p className={classes.headline}>{replayHeadline(data)}</p>
          {data.verdict === 'estimate' || data.verdict === 'too_little_data' ? <ReplayTable answer={data} /> : null}
          <p className={classes.note}>{data.method}</p>
        </>
      ) : error ? null : (
        <Skeleton height={260} radius="md" />
      )}
    </div>
  );
}
