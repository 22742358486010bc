import { openSqliteStatusStore } from '../../db/sqlite/open-status.ts';
import type { StatusStore } from '../../db/status-store.ts';
import type { AddressLimits } from '../../lib/status/addresses.ts';
import { type StatusNews, StatusPoller } from '../../lib/status/poller.ts';
import { type ManualTime, manualTime } from './manual-time.ts';
import { temporaryDatabase } from './sqlite-store.ts';

export const START_MS = Date.UTC(2026, 2, 10, 12);
export const INTERVAL_MS = 60_000;
const DEADLINE_MS = 20_000;

/** A poller on a database of its own and on time that a test moves, with real sockets to the pages. */
export interface PollerBench {
  time: ManualTime;
  store: StatusStore;
  news: StatusNews[];
  errors: unknown[];
  /** Starts polling these addresses and waits for the first look. */
  start(bases: string[], limits?: AddressLimits): Promise<void>;
  /** Moves time on to the next look and waits for it. */
  look(): Promise<void>;
  /** Moves time on in small steps until the archive has been read. */
  readArchive(): Promise<void>;
  /** Ends the poller, keeps the database: `start` then is a second start. */
  stop(): Promise<void>;
  /** Waits until something holds. */
  until(holds: () => boolean | Promise<boolean>): Promise<void>;
  dispose(): Promise<void>;
}

export function pollerBench(time: ManualTime = manualTime(START_MS)): PollerBench {
  const database = temporaryDatabase();
  const store = openSqliteStatusStore(database.path);
  const news: StatusNews[] = [];
  const errors: unknown[] = [];
  let poller: StatusPoller | null = null;
  const state = () => {
    const [first] = poller?.state() ?? [];
    if (!first) throw new Error('the poller was not started');
    return first;
  };
  const looks = () => state().looks + state().errors;

  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = performance.now() + DEADLINE_MS;
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error(`waited ${DEADLINE_MS} ms in vain for ${holds}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const bench: PollerBench = {
    time,
    store,
    news,
    errors,
    until,
    async start(bases, limits) {
      poller = new StatusPoller({
        pages: [{ name: 'anthropic', bases }],
        intervalMs: INTERVAL_MS,
        store,
        deps: { fetch: globalThis.fetch, timer: time.timer, nowMs: time.nowMs, random: () => 0.5 },
        onChange: (change) => news.push(change),
        onError: (_, error) => errors.push(error),
        ...(limits ? { limits } : {}),
      });
      poller.start();
      await until(() => looks() === 1);
    },
    async look() {
      const before = looks();
      time.advance(INTERVAL_MS);
      await until(() => looks() > before);
    },
    async readArchive() {
      await until(() => {
        // The pauses between the archive's requests are a second each; looks come and go meanwhile.
        time.advance(250);
        return state().historyDone;
      });
    },
    async stop() {
      await poller?.stop();
      poller = null;
    },
    async dispose() {
      await bench.stop();
      await store.close();
      database.remove();
    },
  };
  return bench;
}
