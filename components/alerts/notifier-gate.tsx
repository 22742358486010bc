'use client';

import { useMounted } from '@mantine/hooks';
import dynamic from 'next/dynamic';
import { useBrowserAlerts } from './use-browser-alerts.ts';

const BrowserNotifier = dynamic(() => import('./browser-notifier.tsx'), { ssr: false });

/** Loads what notifies only where it was turned on. */
export function NotifierGate() {
  const mounted = useMounted();
  const { events } = useBrowserAlerts();
  return mounted && events.length > 0 && 'Notification' in window ? <BrowserNotifier /> : null;
}
