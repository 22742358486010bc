import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../scripts/lib/settings.ts';

/** A clock that several processes go by. It runs, and the test sets it ahead. */
export interface ScriptedClock {
  /** For the environment of the processes that are to go by it. */
  env: Record<string, string>;
  nowMs(): number;
  /** Sets it ahead, at once and for all of them. */
  advance(ms: number): void;
}

const PRELOAD = pathToFileURL(join(ROOT, 'tests', 'support', 'scripted-clock-preload.ts')).href;

/** @param folder where its state is kept */
export function scriptedClock(folder: string): ScriptedClock {
  const path = join(folder, 'clock');
  let aheadMs = 0;
  const write = () => {
    // Never half written: it is read at every look at the clock.
    writeFileSync(`${path}.next`, String(aheadMs));
    renameSync(`${path}.next`, path);
  };
  write();
  return {
    env: { WEIR_TEST_CLOCK: path, NODE_OPTIONS: `--import=${PRELOAD}` },
    nowMs: () => Date.now() + aheadMs,
    advance: (ms) => {
      aheadMs += ms;
      write();
    },
  };
}
