'use client';

import { useEffect, useState } from 'react';
import { useLive } from '../data/live-provider.tsx';
import { useHealth } from '../data/queries.ts';
import { troubleOf } from './health-trouble.ts';
import classes from './shell.module.css';

const PATIENCE_MS = 4_000;

/** Says when what is on the screen cannot be trusted to be current, or calls cannot pass, and what to do. */
export function HealthBanner() {
  const { state } = useLive();
  const { data: health, error } = useHealth(true);
  const trouble = troubleOf(state, error ? null : health);
  const shown = useHeld(trouble?.title ?? null, PATIENCE_MS);
  if (!trouble || shown !== trouble.title) return null;
  return (
    <div className={classes.banner} role="alert">
      <strong>{trouble.title}</strong>
      <span>{trouble.advice}</span>
    </div>
  );
}

/** The value once it has held for `ms`, so that a blip does not flash a banner. */
function useHeld(value: string | null, ms: number): string | null {
  const [held, setHeld] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setHeld(value), value === null ? 0 : ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return held;
}
