import type { StatusStore } from '../../db/status-store.ts';
import type { StatusPage } from '../config.ts';
import { startBackoff } from '../scheduler/backoff.ts';
import { BASE_POLICY, type Policy } from '../scheduler/policy.ts';
import type { AddressLimits } from './addresses.ts';
import { readHistory } from './history.ts';
import type { IncidentNews } from './merge.ts';
import { PageSync } from './page-sync.ts';
import { pause, type StatusDeps } from './request.ts';

/** What changed on a page. */
export interface StatusNews {
  page: string;
  incidents: IncidentNews[];
  /** A component's status, name or place changed. */
  componentsChanged: boolean;
  /** It was read from the archive: new to us, and otherwise old. */
  archive: boolean;
}

export interface StatusPollerOptions {
  pages: readonly StatusPage[];
  intervalMs: number;
  store: StatusStore;
  deps: StatusDeps;
  /** Called after what is new was kept. */
  onChange?: (news: StatusNews) => void;
  /** A look that failed for a reason of our own, such as a full disk. The poller goes on. */
  onError?: (page: string, error: unknown) => void;
  limits?: AddressLimits;
  /** Between two requests for the archive; 1 s unless given. */
  historyPauseMs?: number;
}

/** What holds of the poller, for `/metrics`. */
export interface PollerState {
  page: string;
  looks: number;
  /** Looks for which no address gave a readable answer. */
  unseen: number;
  errors: number;
  historyDone: boolean;
}

/** How long the archive is left alone when reading it broke off. */
const HISTORY_POLICY: Policy = {
  ...BASE_POLICY,
  maxRetries: Number.POSITIVE_INFINITY,
  initialDelayMs: 60_000,
  maxDelayMs: 60 * 60_000,
  jitter: { kind: 'equal' },
};

/** Polls status pages, each by itself, until stopped. */
export class StatusPoller {
  private readonly options: StatusPollerOptions;
  private readonly stopping = new AbortController();
  private readonly loops: Promise<void>[] = [];
  private readonly states: PollerState[];

  constructor(options: StatusPollerOptions) {
    this.options = options;
    this.states = options.pages.map(({ name }) => ({ page: name, looks: 0, unseen: 0, errors: 0, historyDone: false }));
  }

  /** Takes the first look at once. */
  start(): void {
    if (this.loops.length > 0) return;
    this.options.pages.forEach((page, index) => {
      const state = this.states[index];
      if (state) this.loops.push(this.follow(page, state));
    });
  }

  /** Breaks off what is under way; resolves once all has ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops);
  }

  state(): PollerState[] {
    return this.states.map((state) => ({ ...state }));
  }

  private async follow({ name, bases }: StatusPage, state: PollerState): Promise<void> {
    const { intervalMs, store, deps, limits } = this.options;
    const { signal } = this.stopping;
    let sync: PageSync | null = null;
    let history: Promise<void> | null = null;
    let nextHistoryMs = 0;
    const rest = startBackoff(HISTORY_POLICY, deps.random);
    do {
      try {
        sync ??= await PageSync.start({ page: name, bases, intervalMs, store, deps, ...(limits ? { limits } : {}) });
        const look = await sync.look(signal);
        state.looks += 1;
        if (!look.seen) state.unseen += 1;
        if (look.news.length > 0 || look.componentsChanged)
          this.options.onChange?.({
            page: name,
            incidents: look.news,
            componentsChanged: look.componentsChanged,
            archive: false,
          });
        // The archive is read beside the looks: it can take a quarter of an hour.
        state.historyDone = sync.historyPage === null;
        if (look.seen && history === null && !state.historyDone && deps.nowMs() >= nextHistoryMs)
          history = this.readHistory(name, sync, state).then((done) => {
            history = null;
            if (done) rest.reset();
            else nextHistoryMs = deps.nowMs() + (rest.next() ?? intervalMs);
          });
      } catch (error) {
        if (!signal.aborted) this.failed(name, state, error);
      }
    } while (await pause(intervalMs, deps, signal));
    await history;
  }

  /** Whether it came to the end. */
  private async readHistory(name: string, sync: PageSync, state: PollerState): Promise<boolean> {
    const { store, deps, onChange, historyPauseMs } = this.options;
    try {
      return await readHistory({
        sync,
        deps,
        signal: this.stopping.signal,
        isKnown: async (ids) => new Set((await store.incidentsById(name, ids)).map(({ id }) => id)),
        onNews: (incidents) => {
          if (incidents.length > 0) onChange?.({ page: name, incidents, componentsChanged: false, archive: true });
        },
        ...(historyPauseMs === undefined ? {} : { pauseMs: historyPauseMs }),
      });
    } catch (error) {
      if (!this.stopping.signal.aborted) this.failed(name, state, error);
      return false;
    }
  }

  private failed(name: string, state: PollerState, error: unknown): void {
    state.errors += 1;
    this.options.onError?.(name, error);
  }
}
