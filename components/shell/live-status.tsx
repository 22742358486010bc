'use client';

import { useLive } from '../data/live-provider.tsx';
import { Hint } from '../hint/hint.tsx';
import classes from './shell.module.css';

const STATES = {
  connecting: { label: 'Connecting', hint: 'Opening the live stream' },
  open: { label: 'Live', hint: 'New calls appear by themselves' },
  down: { label: 'Not live', hint: 'The live stream is down; trying again' },
} as const;

/** Whether what is on the screen keeps up by itself. */
export function LiveStatus() {
  const { state } = useLive();
  const { label, hint } = STATES[state];
  return (
    <Hint label={hint}>
      <span className={classes.live} data-state={state} role="status">
        <span className={classes.dot} aria-hidden="true" />
        {label}
      </span>
    </Hint>
  );
}
