import type { Span } from '../insight/incident.ts';
import { episodeJson } from './episode-json.ts';
import type { EpisodesAnswer } from './incident-shapes.ts';
import type { InsightSources } from './insight-sources.ts';
import { matchEpisodes } from './matched-record.ts';

const EPISODES_MAX = 1000;

/** The episodes of a range with the incidents that go with them, newest first. `provider` `null`: of all. */
export async function episodesAnswer(
  sources: InsightSources,
  range: Span,
  provider: string | null,
  nowMs: number,
): Promise<EpisodesAnswer> {
  const matched = await matchEpisodes(sources, range, nowMs, provider);
  const episodes = matched
    .flatMap(({ provider: name, episodes: own, incidents }) => {
      const posted = incidents.map(({ incident }) => incident);
      return own.map((each) => episodeJson(name, each, posted, nowMs));
    })
    .sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? -1 : 1));
  return {
    from: range.fromMs,
    to: range.toMs,
    episodes: episodes.slice(0, EPISODES_MAX),
    countedTo: sources.episodes.countedToMs,
    ...(episodes.length > EPISODES_MAX && { truncated: true as const }),
  };
}
