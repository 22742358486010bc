import { joinSeries, type ProviderEpisode, type SeriesEpisodes } from './episode-scope.ts';
import { episodesAt } from './episodes.ts';
import { follow, type LiveDetector, SETTLE_MS, startFollowing } from './episodes-live.ts';
import type { MinuteBin } from './minute-bin.ts';

/** The minutes of one provider: of all its models together, and of each. Oldest first. */
export interface ProviderMinutes {
  all: MinuteBin[];
  /** Without calls of which the model is not known. */
  models: Map<string, MinuteBin[]>;
}

/** What is carried while following a provider live. Plain data but for the map. */
export interface ProviderFollowing {
  all: LiveDetector;
  models: Map<string, LiveDetector>;
}

/** Models beyond so many, by when they were first seen, count only in the numbers of all together. */
export const MODELS_MAX = 40;

/** `fromMs`: from where minutes will be read. */
export function startProvider(fromMs: number): ProviderFollowing {
  return { all: startFollowing(fromMs), models: new Map() };
}

/**
 * Takes a step as minutes close, as `follow` does for one series. In: the counts as they are now of all minutes from
 * `following.all.settledToMs` on; a model without calls may be left out. Out: what to carry on, and the provider's
 * episodes as known at `nowMs`, oldest first.
 */
export function followProvider(
  following: ProviderFollowing,
  minutes: ProviderMinutes,
  nowMs: number,
  settleMs: number = SETTLE_MS,
): { following: ProviderFollowing; episodes: ProviderEpisode[] } {
  const models = new Map(following.models);
  const { settledToMs } = following.all;
  const added = [...minutes.models].filter(([model, bins]) => !models.has(model) && bins.length > 0);
  // In an order that does not depend on how minutes are grouped.
  added.sort(([a, [first]], [b, [second]]) => (first?.minuteMs ?? 0) - (second?.minuteMs ?? 0) || (a < b ? -1 : 1));
  for (const [model] of added) if (models.size < MODELS_MAX) models.set(model, startFollowing(settledToMs));
  const all = follow(following.all, minutes.all, nowMs, settleMs);
  const series: SeriesEpisodes[] = [{ model: null, episodes: episodesAt(all.now, nowMs) }];
  for (const [model, live] of models) {
    const step = follow(live, minutes.models.get(model) ?? [], nowMs, settleMs);
    models.set(model, step.live);
    series.push({ model, episodes: episodesAt(step.now, nowMs) });
  }
  return { following: { all: all.live, models }, episodes: joinSeries(series) };
}
