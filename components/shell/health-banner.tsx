'use client';

import { useEffect, useState } from 'react';
import { useLive } from '../data/live-provider.tsx';
import classes from './shell.module.css';

const PATIENCE_MS = 4_000;

/** Says when what is on the screen cannot be trusted to be current, and what to do. */
export function HealthBanner() {
  const { state } = useLive();
  const late = useLater(state === 'down', PATIENCE_MS);
  if (!late) return null;
  return (
    <div className={classes.banner} role="alert">
      <strong>The live stream is down.</strong>
      <span>What you see may be old; the page tries again by itself. If it stays, look whether `npm start` runs.</span>
    </div>
  );
}

/** Turns true once `on` has held for `ms`, so that a blip does not flash a banner. */
function useLater(on: boolean, ms: number): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (!on) return setHeld(false);
    const timer = setTimeout(() => setHeld(true), ms);
    return () => clearTimeout(timer);
  }, [on, ms]);
  return held;
}
