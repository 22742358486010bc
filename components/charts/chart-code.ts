'use client';

import { useSyncExternalStore } from 'react';
import type TimeChart from './time-chart.tsx';

type ChartCode = typeof TimeChart;

let loaded: ChartCode | null = null;
let failure: unknown = null;
let asked = false;
const listeners = new Set<() => void>();

async function load(): Promise<void> {
  asked = true;
  failure = null;
  try {
    loaded = (await import('./time-chart.tsx')).default;
  } catch (error) {
    failure = error;
    asked = false;
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!asked) void load();
  return () => {
    listeners.delete(listener);
    // The page has given way to its error boundary; from there it may be tried again.
    if (listeners.size === 0) failure = null;
  };
}

const none = () => null;

// As soon as a page with a chart begins: the code is on its way while the page asks for its numbers.
if (typeof window !== 'undefined') void load();

/** What draws charts; `null` until its code has come. @throws the error of loading, for the page's error boundary */
export function useChartCode(): ChartCode | null {
  const code = useSyncExternalStore(subscribe, () => loaded, none);
  const error = useSyncExternalStore(subscribe, () => failure, none);
  if (error) throw error;
  return code;
}
