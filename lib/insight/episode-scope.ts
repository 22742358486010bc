import type { Episode } from './episode.ts';
import { REJOIN_MS } from './episodes.ts';

/** The episodes of one series of a provider: of all its models together (`null`), or of one. */
export interface SeriesEpisodes {
  model: string | null;
  episodes: Episode[];
}

/** An episode of a provider, with the models in whose own numbers it shows. */
export interface ProviderEpisode extends Episode {
  /** Sorted. Empty: it shows only in the numbers of all models together. */
  models: string[];
  /** Whether it shows in the numbers of all models together; else counts are those of `models` alone. */
  general: boolean;
}

const endOf = ({ endMs }: Episode): number => endMs ?? Number.POSITIVE_INFINITY;

/**
 * Joins what the series of one provider tell into episodes of the provider: a small model's outage drowns in the whole,
 * and an outage of everything shows in each. What overlaps, or follows within minutes, is one episode. Oldest first.
 */
export function joinSeries(series: SeriesEpisodes[]): ProviderEpisode[] {
  const parts = series
    .flatMap(({ model, episodes }) => episodes.map((episode) => ({ model, episode })))
    .sort((a, b) => a.episode.startMs - b.episode.startMs);
  const groups: (typeof parts)[] = [];
  let groupEndMs = Number.NEGATIVE_INFINITY;
  for (const part of parts) {
    const group = groups.at(-1);
    if (group && part.episode.startMs <= groupEndMs + REJOIN_MS) {
      group.push(part);
      groupEndMs = Math.max(groupEndMs, endOf(part.episode));
    } else {
      groups.push([part]);
      groupEndMs = endOf(part.episode);
    }
  }
  return groups.map(joinParts);
}

function joinParts(parts: { model: string | null; episode: Episode }[]): ProviderEpisode {
  const episodes = parts.map(({ episode }) => episode);
  const general = parts.filter(({ model }) => model === null).map(({ episode }) => episode);
  // Counting both the whole and its models would count calls twice.
  const counted = general.length > 0 ? general : episodes;
  const total = (of: (episode: Episode) => number): number => counted.reduce((sum, episode) => sum + of(episode), 0);
  const last = episodes.reduce((latest, episode) => (endOf(episode) > endOf(latest) ? episode : latest));
  const worst = counted.reduce((a, b) => (b.peak.failed > a.peak.failed ? b : a));
  const models = new Set(parts.flatMap(({ model }) => (model === null ? [] : [model])));
  return {
    startMs: Math.min(...episodes.map(({ startMs }) => startMs)),
    endMs: last.endMs,
    endedBy: last.endedBy,
    detectedMs: Math.min(...episodes.map(({ detectedMs }) => detectedMs)),
    calls: total(({ calls }) => calls),
    failed: total(({ failed }) => failed),
    expected: total(({ expected }) => expected),
    peak: worst.peak,
    confidence: Math.max(...episodes.map(({ confidence }) => confidence)),
    models: [...models].sort(),
    general: general.length > 0,
  };
}
