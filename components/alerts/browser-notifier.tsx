'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { LimitsAnswer, VerdictAnswer } from '../../lib/api/present-shapes.ts';
import { fetchJson } from '../data/api-client.ts';
import { newsOf, type Standing, standingOf } from './browser-news.ts';
import { useBrowserAlerts } from './use-browser-alerts.ts';

const VERDICT_EVERY_MS = 20_000;
const LIMITS_EVERY_MS = 60_000;

/** Shows notifications while a page is open. It asks on its own, for a page in the background is not drawn. */
export default function BrowserNotifier() {
  const { events } = useBrowserAlerts();
  const { data: verdict } = useQuery({
    // Under the page's own key: the live stream's news make it ask again at once.
    queryKey: ['verdict', '/api/verdict'],
    queryFn: ({ signal }) => fetchJson<VerdictAnswer>('/api/verdict', { signal }),
    refetchInterval: VERDICT_EVERY_MS,
    refetchIntervalInBackground: true,
  });
  const { data: limits } = useQuery({
    queryKey: ['limits', 'for notifications'],
    queryFn: ({ signal }) => fetchJson<LimitsAnswer>('/api/limits?from=now-1h&to=now&points=2', { signal }),
    refetchInterval: LIMITS_EVERY_MS,
    refetchIntervalInBackground: true,
    enabled: events.includes('limit_nearly_used'),
  });
  const before = useRef<Standing | null>(null);

  useEffect(() => {
    if (!verdict) return;
    const now = standingOf(verdict, limits);
    const news = newsOf(before.current, now, verdict).filter(({ event }) => events.includes(event));
    before.current = now;
    if (Notification.permission !== 'granted') return;
    for (const { text, tag } of news) {
      const shown = new Notification('Weir', { body: text, tag });
      shown.onclick = () => window.focus();
    }
  }, [verdict, limits, events]);
  return null;
}
