import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from '../../db/store.ts';
import type { ProviderEpisode } from '../insight/episode-scope.ts';
import { SETTLE_MS } from '../insight/episodes-live.ts';
import { MINUTE_MS } from '../insight/minute-bin.ts';
import { onset } from '../insight/onset.ts';
import { readMinutes } from './capacity-minutes.ts';
import { CountHistory, type EpisodeCount, emptyCount, floorMinute, takeMinutes } from './episode-count.ts';

/** Read at once while recounting. Of many models it is less: nothing else of the process runs meanwhile. */
const CHUNK_MAX_MS = 8 * 60 * MINUTE_MS;
const CHUNK_MIN_MS = 15 * MINUTE_MS;
const CHUNK_TAKES_MS = 60;
/** However many ask, it is looked no more often. */
const FRESH_MS = 500;
/** Between two recounts because attempts came late. */
const LATE_EVERY_MS = MINUTE_MS;

export interface EpisodeWatchOptions {
  store: Pick<Store, 'aggregate' | 'underWay' | 'size' | 'since' | 'writtenSince'>;
  nowMs: () => number;
  /** How far back the record is looked at. */
  depthMs: number;
  /** An episode began, ended, or turned out to be of another extent. */
  onChange?: () => void;
}

/**
 * The episodes of our own numbers, kept in memory: counted over what is on record at the start, then followed as minutes
 * close, and counted anew from there on where an attempt comes late. A table would have to be kept in line with late
 * reports and retention; a recount cannot be out of line, and takes seconds.
 */
export class EpisodeWatch {
  private readonly options: EpisodeWatchOptions;
  private readonly history = new CountHistory();
  private count: EpisodeCount | null = null;
  private onsets = new Map<string, ProviderEpisode>();
  private countedMs: number | null = null;
  private updatedAtMs = Number.NEGATIVE_INFINITY;
  /** What was written up to here is counted in, or noted in `lateMs`. */
  private seq = 0;
  /** Start of the oldest attempt that came too late; `null`: none. */
  private lateMs: number | null = null;
  private lateCountedAtMs = Number.NEGATIVE_INFINITY;
  private known = '';
  private queue: Promise<unknown> = Promise.resolve();

  constructor(options: EpisodeWatchOptions) {
    this.options = options;
  }

  /** Up to when closed minutes are counted in; `null`: the first count is under way. */
  get countedToMs(): number | null {
    return this.countedMs;
  }

  /** Every provider of which anything was counted. */
  get providers(): string[] {
    return [...(this.count?.providers.keys() ?? [])];
  }

  /** The episodes of a provider, oldest first; the last may be an onset (confidence 0), too young to be sure. */
  episodesOf(provider: string): ProviderEpisode[] {
    const episodes = this.count?.providers.get(provider)?.episodes ?? [];
    const young = this.onsets.get(provider);
    return young ? [...episodes, young] : episodes;
  }

  /** Brings what is told up to date, unless it is; does not wait for the first count. */
  async refresh(): Promise<void> {
    if (this.countedMs !== null && this.options.nowMs() - this.updatedAtMs >= FRESH_MS) await this.update();
  }

  /** Counts what is due: everything at first, then what is new. One run at a time; ends early once `signal` aborts. */
  update(signal?: AbortSignal): Promise<void> {
    const run = this.queue.then(() => this.updateNow(signal));
    this.queue = run.catch(() => {});
    return run;
  }

  private async updateNow(signal: AbortSignal | undefined): Promise<void> {
    const { store, nowMs } = this.options;
    const counted = await this.settled(await this.oldestWritten(), signal);
    if (!counted) return;
    const atMs = nowMs();
    const minutes = await readMinutes(store, counted.settledMs, atMs + 1);
    this.count = takeMinutes(counted, minutes, atMs, SETTLE_MS);
    this.history.note(this.count);
    this.onsets = new Map();
    for (const [provider, { episodes }] of this.count.providers) {
      const isOpen = episodes.at(-1)?.endMs === null;
      const young = isOpen ? null : onset(minutes.get(provider)?.all ?? [], atMs);
      if (young) this.onsets.set(provider, young);
    }
    this.countedMs = floorMinute(atMs);
    this.updatedAtMs = atMs;
    this.tellChange();
  }

  /** Start of the oldest attempt written since the last look; `null`: none was, or it is the first look. */
  private async oldestWritten(): Promise<number | null> {
    const { store } = this.options;
    if (this.count === null) {
      this.seq = (await store.since(0, 0)).seq;
      return null;
    }
    const { seq, oldestMs } = await store.writtenSince(this.seq);
    this.seq = seq;
    return oldestMs;
  }

  /** The count to go on from; `null`: the signal aborted. `oldestMs`: start of the oldest attempt newly written. */
  private async settled(oldestMs: number | null, signal: AbortSignal | undefined): Promise<EpisodeCount | null> {
    const { count } = this;
    const nowMs = this.options.nowMs();
    if (count === null) return this.recount(await this.begin(nowMs), nowMs, signal);
    if (oldestMs !== null && oldestMs < count.settledMs) this.lateMs = Math.min(oldestMs, this.lateMs ?? oldestMs);
    if (this.lateMs === null || nowMs - this.lateCountedAtMs < LATE_EVERY_MS) return count;
    const from = this.history.backTo(Math.max(this.lateMs, nowMs - this.options.depthMs));
    this.lateCountedAtMs = nowMs;
    const recounted = await this.recount(from ?? (await this.begin(nowMs)), nowMs, signal);
    if (recounted) this.lateMs = null;
    return recounted;
  }

  private async begin(nowMs: number): Promise<EpisodeCount> {
    const { store, depthMs } = this.options;
    const oldestMs = (await store.size()).oldestMs ?? nowMs;
    return emptyCount(Math.min(Math.max(oldestMs, nowMs - depthMs), nowMs - SETTLE_MS));
  }

  private async recount(from: EpisodeCount, nowMs: number, signal?: AbortSignal): Promise<EpisodeCount | null> {
    const endMs = floorMinute(nowMs - SETTLE_MS);
    let count = from;
    let chunkMs = 60 * MINUTE_MS;
    this.history.note(count);
    while (count.settledMs < endMs) {
      if (signal?.aborted) return null;
      const startedMs = performance.now();
      const toMs = Math.min(count.settledMs + chunkMs, endMs);
      // All of it is settled.
      count = takeMinutes(count, await readMinutes(this.options.store, count.settledMs, toMs), toMs, 0);
      this.history.note(count);
      const isSlow = performance.now() - startedMs > CHUNK_TAKES_MS;
      chunkMs = isSlow ? Math.max(CHUNK_MIN_MS, chunkMs / 2) : Math.min(CHUNK_MAX_MS, chunkMs * 2);
      await nextTurn();
    }
    return count;
  }

  private tellChange(): void {
    const known = JSON.stringify(
      this.providers.map((provider) => [
        provider,
        this.episodesOf(provider).map(({ startMs, endMs, confidence }) => [startMs, endMs, confidence > 0]),
      ]),
    );
    if (known === this.known) return;
    this.known = known;
    this.options.onChange?.();
  }
}
