'use client';

import { useLocalStorage } from '@mantine/hooks';
import { ALERT_EVENTS, type AlertEvent } from '../../lib/api/alert-shapes.ts';

/** Of which events this browser tells; remembered by the browser alone. */
export function useBrowserAlerts() {
  const [stored, setStored] = useLocalStorage<string[]>({ key: 'weir-browser-alerts', defaultValue: [] });
  const events: AlertEvent[] = ALERT_EVENTS.filter((event) => stored.includes(event));
  return { events, setEvents: (next: readonly AlertEvent[]) => setStored([...next]) };
}
