import type { ProviderEpisode } from '../insight/episode-scope.ts';
import { MINUTE_MS } from '../insight/minute-bin.ts';
import {
  followProvider,
  type ProviderFollowing,
  type ProviderMinutes,
  startProvider,
} from '../insight/provider-episodes.ts';

const DAY_MS = 24 * 60 * MINUTE_MS;
const PROVIDERS_MAX = 40;
/** How many days' ends are kept to go back to. */
const KEPT_MAX = 15;

interface Counted {
  following: ProviderFollowing;
  /** Oldest first. */
  episodes: ProviderEpisode[];
}

/** What all minutes before `settledMs` came to, for good, and newer ones for now. Never changed: each step is a new one. */
export interface EpisodeCount {
  settledMs: number;
  providers: ReadonlyMap<string, Counted>;
}

export function emptyCount(fromMs: number): EpisodeCount {
  return { settledMs: floorMinute(fromMs), providers: new Map() };
}

/**
 * Takes in all minutes from `count.settledMs` to `nowMs`, those older than `settleMs` for good. The result does not
 * depend on how the way there is cut into steps.
 */
export function takeMinutes(
  count: EpisodeCount,
  minutes: ReadonlyMap<string, ProviderMinutes>,
  nowMs: number,
  settleMs: number,
): EpisodeCount {
  const providers = new Map(count.providers);
  for (const provider of minutes.keys())
    if (!providers.has(provider) && providers.size < PROVIDERS_MAX)
      providers.set(provider, { following: startProvider(count.settledMs), episodes: [] });
  for (const [provider, { following }] of providers) {
    const own = minutes.get(provider) ?? { all: [], models: new Map() };
    providers.set(provider, followProvider(following, own, nowMs, settleMs));
  }
  return { settledMs: Math.max(count.settledMs, floorMinute(nowMs - settleMs)), providers };
}

/** Counts of earlier moments, to go back to when an attempt comes late. */
export class CountHistory {
  private kept: EpisodeCount[] = [];

  /** Keeps the first count of each day. */
  note(count: EpisodeCount): void {
    const last = this.kept.at(-1);
    if (last && Math.floor(last.settledMs / DAY_MS) === Math.floor(count.settledMs / DAY_MS)) return;
    this.kept.push(count);
    if (this.kept.length > KEPT_MAX) this.kept.shift();
  }

  /** Goes back to the last count that an attempt of this time is not in yet; `null`: none is kept. */
  backTo(atMs: number): EpisodeCount | null {
    this.kept = this.kept.filter(({ settledMs }) => settledMs <= atMs);
    return this.kept.at(-1) ?? null;
  }
}

export const floorMinute = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;
