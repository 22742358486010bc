'use client';

import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CallJson, CallsAnswer } from '../../lib/api/shapes.ts';
import { fetchJson } from '../data/api-client.ts';
import { type Scope, scopeQuery } from '../data/scope.ts';
import { belongs, mergeCalls } from './call-list.ts';
import { useLiveCalls } from './use-live-calls.ts';

const PAGE_SIZE = 100;
const NONE: readonly CallJson[] = [];

/** The calls of a scope, newest first: loaded page by page, and added to as they end. */
export function useCalls(scope: Scope, search: string, paused: boolean) {
  const queryClient = useQueryClient();
  const query = scopeQuery(scope, { search: search.trim(), limit: PAGE_SIZE });
  const queryKey = useMemo(() => ['calls', query], [query]);
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      fetchJson<CallsAnswer>(`/api/calls?${query}${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ''}`, {
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    // Fresh calls come by the live stream; asking for all pages again would move rows under the reader.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const loaded = useMemo(() => pages.data?.pages.flatMap(({ calls }) => calls) ?? NONE, [pages.data]);
  const live = useLiveCalls({
    listKey: query,
    enabled: scope.followsNow && pages.isSuccess,
    paused,
    accepts: (call) => belongs(call, scope.filters, search),
    onGap() {
      queryClient.setQueryData<InfiniteData<CallsAnswer, string>>(
        queryKey,
        (data) => data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
      );
      void queryClient.invalidateQueries({ queryKey });
    },
  });
  const calls = useMemo(
    () => mergeCalls(loaded, live.shown, pages.hasNextPage),
    [loaded, live.shown, pages.hasNextPage],
  );
  return { pages, calls, waiting: live.waiting, release: live.release };
}
