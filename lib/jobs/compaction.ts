import type { Store } from '../../db/store.ts';
import { sleep } from '../scheduler/sleep.ts';
import type { Job } from './job-runner.ts';

/** Minutes younger than this may still get attempts. */
const SETTLED_AFTER_MS = 10 * 60_000;
const STEP_ROWS = 500;
const PAUSE_MS = 50;

/** Brings the rollups of minutes gone by into the form that charts read fastest, in small steps. */
export function compactionJob(store: Pick<Store, 'compact'>, nowMs: () => number): Job {
  return {
    name: 'compaction',
    firstAfterMs: 5_000,
    everyMs: 60_000,
    async run(signal) {
      const beforeMs = nowMs() - SETTLED_AFTER_MS;
      while (!signal.aborted && (await store.compact(beforeMs, STEP_ROWS)) > 0)
        await sleep(PAUSE_MS, signal).catch(() => {});
    },
  };
}
