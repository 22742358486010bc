'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AlertLogAnswer, AlertsAnswer, AlertsInput, AlertTestAnswer } from '../../lib/api/alert-shapes.ts';
import { fetchJson } from '../data/api-client.ts';

const LOG_EVERY_MS = 10_000;
const JSON_HEADERS = { 'content-type': 'application/json' };

export function useAlerts() {
  return useQuery({
    queryKey: ['alerts'],
    queryFn: ({ signal }) => fetchJson<AlertsAnswer>('/api/alerts', { signal }),
    // What is being edited must not change under the pen.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useAlertLog() {
  return useQuery({
    queryKey: ['alert-log'],
    queryFn: ({ signal }) => fetchJson<AlertLogAnswer>('/api/alerts/log', { signal }),
    refetchInterval: LOG_EVERY_MS,
  });
}

/** Puts the whole list. */
export function usePutAlerts(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: AlertsInput) =>
      fetchJson<AlertsAnswer>('/api/alerts', { method: 'PUT', headers: JSON_HEADERS, body: JSON.stringify(input) }),
    onSuccess: (answer) => {
      client.setQueryData(['alerts'], answer);
      onDone();
    },
  });
}

/** Sends a test to one destination and waits for its answer. */
export function useAlertTest() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      fetchJson<AlertTestAnswer>('/api/alerts/test', {
        method: 'POST',
        headers: JSON_HEADERS,
        body: JSON.stringify({ id }),
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ['alert-log'] }),
  });
}
