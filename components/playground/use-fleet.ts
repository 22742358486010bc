'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { FleetAnswer, FleetProgress, FleetRequest } from '../../lib/scheduler/simulate/fleet-types.ts';
import type { FleetMessage } from './fleet-worker.ts';

export interface FleetRun {
  answer: FleetAnswer | null;
  /** How long the answer took here. */
  tookMs: number | null;
  /** `null`: nothing is running. */
  progress: FleetProgress | null;
  error: string | null;
  cancel: () => void;
}

/** Edits that follow each other within this time are simulated once. */
const SETTLE_MS = 250;

/** Simulates in a Web Worker whenever the request changes; a new request, or `cancel`, ends the one under way. */
export function useFleet(request: FleetRequest | null): FleetRun {
  const [answer, setAnswer] = useState<FleetAnswer | null>(null);
  const [tookMs, setTookMs] = useState<number | null>(null);
  const [progress, setProgress] = useState<FleetProgress | null>(null);
  const [error, setError] = useState<string | null>(null);
  const worker = useRef<Worker | null>(null);

  const cancel = useCallback(() => {
    worker.current?.terminate();
    worker.current = null;
    setProgress(null);
  }, []);

  const key = JSON.stringify(request);
  useEffect(() => {
    const wanted = JSON.parse(key) as FleetRequest | null;
    if (!wanted) return;
    const timer = setTimeout(() => {
      const running = new Worker(new URL('./fleet-worker.ts', import.meta.url), { type: 'module' });
      worker.current = running;
      setProgress({ share: 0, strategy: '' });
      setError(null);
      running.onmessage = ({ data }: MessageEvent<FleetMessage>) => {
        if (data.kind === 'progress') return setProgress(data.progress);
        setAnswer(data.answer);
        setTookMs(performance.now() - startedMs);
        cancel();
      };
      running.onerror = (event) => {
        setError(event.message || 'The simulation could not be run in this browser.');
        cancel();
      };
      const startedMs = performance.now();
      running.postMessage(wanted);
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      cancel();
    };
  }, [key, cancel]);

  return { answer, tookMs, progress, error, cancel };
}
