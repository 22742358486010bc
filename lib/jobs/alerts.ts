import type { AlertStore } from '../../db/alert-store.ts';
import { lookForAlerts } from '../alerts/alert-watch.ts';
import { type SendDeps, sendDue } from '../alerts/send-due.ts';
import type { Snapshot } from '../alerts/snapshot.ts';
import type { Job } from './job-runner.ts';

/** Looks for what is to be told. `snapshot`: how things stand; `null`: not known yet. */
export function alertsJob(store: AlertStore, snapshot: () => Promise<Snapshot | null>, everyMs: number): Job {
  return {
    name: 'alerts',
    firstAfterMs: everyMs,
    everyMs,
    run: async () => {
      await lookForAlerts(store, snapshot);
    },
  };
}

/** Sends what waits, apart from looking: whoever receives it may be slow. */
export function deliveryJob(store: AlertStore, send: SendDeps, everyMs: number): Job {
  return {
    name: 'alert_delivery',
    firstAfterMs: everyMs,
    everyMs,
    // An abort breaks a try off: it is made again after the next start.
    run: async (signal) => {
      await sendDue(store, send, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    },
  };
}
