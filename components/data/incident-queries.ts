'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { EpisodesAnswer, IncidentAnswer, IncidentsAnswer } from '../../lib/api/incident-shapes.ts';
import type { PolicyHistoryAnswer } from '../../lib/api/policy-shapes.ts';
import type { AdviceAnswer, LimitsAnswer, VerdictAnswer } from '../../lib/api/present-shapes.ts';
import type { StatusAnswer } from '../../lib/api/status-shapes.ts';
import { fetchTogether } from './together.ts';

const VERDICT_EVERY_MS = 10_000;
const STATUS_EVERY_MS = 15_000;
/** Of what changes when a status page posts or an episode begins: news of that come by the live stream as well. */
const FOLLOW_EVERY_MS = 30_000;
const ADVICE_EVERY_MS = 5 * 60_000;

function useAnswer<T>(kind: string, path: string, everyMs: number | false, first: T | null = null) {
  return useQuery({
    queryKey: [kind, path],
    queryFn: ({ signal }) => fetchTogether<T>(path, signal),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
    ...(first && { initialData: first }),
  });
}

/** What is going on now, whatever range a page shows. @param first what the page came with */
export const useVerdict = (first: VerdictAnswer | null = null) =>
  useAnswer<VerdictAnswer>('verdict', '/api/verdict', VERDICT_EVERY_MS, first);

/** Components and open incidents, as last seen. @param first what the page came with */
export const useStatus = (first: StatusAnswer | null = null) =>
  useAnswer<StatusAnswer>('status', '/api/status', STATUS_EVERY_MS, first);

/** These take the API's query string, and whether its range moves along with time. */
export const useIncidents = (query: string, followsNow: boolean) =>
  useAnswer<IncidentsAnswer>('incidents', `/api/incidents?${query}`, followsNow && FOLLOW_EVERY_MS);

export const useEpisodes = (query: string, followsNow: boolean) =>
  useAnswer<EpisodesAnswer>('episodes', `/api/episodes?${query}`, followsNow && FOLLOW_EVERY_MS);

export const usePolicyHistory = (query: string, followsNow: boolean) =>
  useAnswer<PolicyHistoryAnswer>('policy-history', `/api/policy/history?${query}`, followsNow && FOLLOW_EVERY_MS);

export const useLimits = (query: string, followsNow: boolean) =>
  useAnswer<LimitsAnswer>('limits', `/api/limits?${query}`, followsNow && FOLLOW_EVERY_MS);

export const useAdvice = (query: string, followsNow: boolean) =>
  useAnswer<AdviceAnswer>('advice', `/api/advice?${query}`, followsNow && ADVICE_EVERY_MS);

/** @param id `PAGE:ID` */
export const useIncident = (id: string) =>
  useAnswer<IncidentAnswer>('incident', `/api/incidents/${encodeURIComponent(id)}`, FOLLOW_EVERY_MS);
