'use client';

import { notifyManager, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Scope } from '../data/scope.ts';
import { overviewQuestions } from './questions.ts';
import type { OverviewState } from './use-overview-state.ts';

/**
 * The scope that figures and charts show: the one that was chosen, as soon as there is an answer, or an error, to all that
 * they ask of it; until then the last one. They are drawn once for a choice, not once more while it is awaited.
 * @param ask asks what is asked of a range, given the filters
 */
export function useAnsweredScope(
  scope: Scope,
  { unit, by, split }: OverviewState,
  ask: (range: Scope['range']) => void,
): Scope {
  const client = useQueryClient();
  const keys = useMemo(
    () => overviewQuestions(scope, { unit, by, split }).map(({ queryKey }) => queryKey),
    [scope, unit, by, split],
  );
  const subscribe = useCallback(
    (listener: () => void) => client.getQueryCache().subscribe(notifyManager.batchCalls(listener)),
    [client],
  );
  const isAnswered = useSyncExternalStore(
    subscribe,
    () => keys.every((key) => (client.getQueryState(key)?.status ?? 'pending') !== 'pending'),
    () => true,
  );
  const [shown, setShown] = useState(scope);
  if (isAnswered && shown !== scope) setShown(scope);
  useEffect(() => {
    if (!isAnswered) ask(scope.range);
  }, [isAnswered, ask, scope]);
  return shown;
}
