import type { Store } from '../../db/store.ts';
import { sleep } from '../scheduler/sleep.ts';
import type { Job } from './job-runner.ts';

const DAY_MS = 86_400_000;
/** Small enough that neither the gateway's writer nor a chart waits noticeably for one step. */
const STEP_ROWS = 500;
const PAUSE_MS = 50;

export interface RetentionOptions {
  store: Pick<Store, 'expire'>;
  retentionDays: number;
  nowMs: () => number;
  everyMs?: number;
  pauseMs?: number;
}

/** Deletes what is older than it is to be kept, in small steps with pauses between them. */
export function retentionJob({ store, retentionDays, nowMs, everyMs, pauseMs }: RetentionOptions): Job {
  return {
    name: 'retention',
    firstAfterMs: everyMs ?? 60_000,
    everyMs: everyMs ?? 10 * 60_000,
    async run(signal) {
      const beforeMs = nowMs() - retentionDays * DAY_MS;
      while (!signal.aborted && (await store.expire(beforeMs, STEP_ROWS)) > 0)
        await sleep(pauseMs ?? PAUSE_MS, signal).catch(() => {});
    },
  };
}
