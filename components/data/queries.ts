'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type {
  BreakdownAnswer,
  CallAnswer,
  ConfigAnswer,
  HealthAnswer,
  LabelsAnswer,
  SeriesAnswer,
  SummaryAnswer,
} from '../../lib/api/shapes.ts';
import { fetchJson } from './api-client.ts';
import { fetchTogether } from './together.ts';

/** A range that ends now moves along, also when nothing happens. */
const FOLLOW_EVERY_MS = 20_000;
const HEALTH_EVERY_MS = 10_000;

function useAnswer<T>(kind: string, path: string, query: string, followsNow: boolean, enabled = true) {
  return useQuery({
    queryKey: [kind, query],
    queryFn: ({ signal }) => fetchTogether<T>(`${path}?${query}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: followsNow ? FOLLOW_EVERY_MS : false,
    enabled,
  });
}

/** Each of these takes the API's query string, and whether its range moves along with time. */
export const useSeries = (query: string, followsNow: boolean, enabled = true) =>
  useAnswer<SeriesAnswer>('series', '/api/series', query, followsNow, enabled);

export const useSummary = (query: string, followsNow: boolean) =>
  useAnswer<SummaryAnswer>('summary', '/api/summary', query, followsNow);

export const useBreakdown = (query: string, followsNow: boolean) =>
  useAnswer<BreakdownAnswer>('breakdown', '/api/breakdown', query, followsNow);

export function useCall(id: string | null) {
  return useQuery({
    queryKey: ['call', id],
    queryFn: ({ signal }) => fetchJson<CallAnswer>(`/api/calls/${encodeURIComponent(id ?? '')}`, { signal }),
    enabled: id !== null,
  });
}

export function useLabels(enabled: boolean) {
  return useQuery({
    queryKey: ['labels'],
    queryFn: ({ signal }) => fetchJson<LabelsAnswer>('/api/labels', { signal }),
    staleTime: 30_000,
    enabled,
  });
}

export function useConfig() {
  return useQuery({
    queryKey: ['config'],
    queryFn: ({ signal }) => fetchJson<ConfigAnswer>('/api/config', { signal }),
    staleTime: 5 * 60_000,
  });
}

export function useHealth(enabled: boolean) {
  return useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => fetchHealth(signal),
    refetchInterval: HEALTH_EVERY_MS,
    enabled,
  });
}

/** Health answers 503 with its usual body when something is wrong: that is an answer too. */
async function fetchHealth(signal: AbortSignal): Promise<HealthAnswer> {
  const response = await fetch('/api/health', { signal, headers: { accept: 'application/json' } });
  return (await response.json()) as HealthAnswer;
}
