'use client';

import { useEffect, useState } from 'react';

const PATIENCE_MS = 2_000;

/** Runs what can wait once the browser has nothing better to do. */
export function onIdle(run: () => void): void {
  if (globalThis.scheduler) void globalThis.scheduler.postTask(run, { priority: 'background' });
  // Safari has neither.
  else if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: PATIENCE_MS });
  else setTimeout(run, 1);
}

/** The latest value as of the browser's last idle moment; `null` before the first. */
export function useAtRest<T>(latest: T): T | null {
  const [settled, setSettled] = useState<T | null>(null);
  useEffect(() => {
    let isLatest = true;
    onIdle(() => {
      if (isLatest) setSettled(() => latest);
    });
    return () => {
      isLatest = false;
    };
  }, [latest]);
  return settled;
}
