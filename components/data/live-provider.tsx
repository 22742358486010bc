'use client';

import { useDocumentVisibility } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { usePathname } from 'next/navigation';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { useBrowserAlerts } from '../alerts/use-browser-alerts.ts';
import { type LiveState, LiveStream } from './live-stream.ts';
import { refreshAfter } from './refresh.ts';

interface Live {
  state: LiveState;
  stream: LiveStream | null;
}

const LiveContext = createContext<Live>({ state: 'connecting', stream: null });

/**
 * One event stream for the whole page. It is closed while the page is hidden (browsers allow few connections to a host,
 * and many tabs would use them up), unless the browser is to notify.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const visible = useDocumentVisibility() !== 'hidden';
  const { events } = useBrowserAlerts();
  const wanted = usePathname() !== '/login' && (visible || events.length > 0);
  const [state, setState] = useState<LiveState>('connecting');
  const [stream] = useState(() => new LiveStream('/api/live'));

  useEffect(() => stream.onState(setState), [stream]);
  useEffect(() => stream.onEvent(refreshAfter(queryClient)), [stream, queryClient]);
  useEffect(() => {
    if (!wanted) return;
    stream.open();
    return () => stream.close();
  }, [stream, wanted]);

  const value = useMemo(() => ({ state, stream }), [state, stream]);
  return <LiveContext value={value}>{children}</LiveContext>;
}

export function useLive(): Live {
  return use(LiveContext);
}
