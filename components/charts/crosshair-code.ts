'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { onIdle } from '../turns/at-rest.ts';
import type CrosshairLayer from './crosshair-layer.tsx';

type CrosshairCode = typeof CrosshairLayer;

let loaded: CrosshairCode | null = null;
let isLoading = false;
const listeners = new Set<() => void>();

/** What cannot be loaded is tried again when it is wanted next: charts are drawn without it. */
async function load(): Promise<void> {
  if (loaded || isLoading) return;
  isLoading = true;
  try {
    loaded = (await import('./crosshair-layer.tsx')).default;
    for (const listener of listeners) listener();
  } catch {
    // Said nowhere: the page tells by itself that the server is away.
  } finally {
    isLoading = false;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

const none = () => null;

/**
 * What reads values from a chart; `null` until its code has come, which is fetched once the page is at rest.
 * @param isWanted a pointer or the focus is on the chart: it is fetched now
 */
export function useCrosshairCode(isWanted: boolean): CrosshairCode | null {
  useEffect(() => {
    if (isWanted) void load();
    else onIdle(() => void load());
  }, [isWanted]);
  return useSyncExternalStore(subscribe, () => loaded, none);
}
