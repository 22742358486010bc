import { advice } from '../insight/advice.ts';
import type { AppLoad } from '../insight/advice-input.ts';
import type { ProviderEpisode } from '../insight/episode-scope.ts';
import type { Span } from '../insight/incident.ts';
import { AdviceTally } from './advice-tally.ts';
import { topGroups } from './groups.ts';
import type { Exchange } from './handle.ts';
import type { InsightSources } from './insight-sources.ts';
import type { AdviceAnswer } from './present-shapes.ts';
import { readRange } from './query.ts';
import { sampleAttempts } from './sample-attempts.ts';
import { HOUR_MS } from './times.ts';

const ATTEMPTS_MAX = 20_000;

/** What `adviceAnswer` tells of the range asked for, kept for who asks again soon. @throws ParamError for what is no range */
export function adviceOf({ params, nowMs, dashboard }: Pick<Exchange, 'params' | 'nowMs' | 'dashboard'>) {
  const range = readRange(params, nowMs);
  const { advice, closing } = dashboard;
  return advice.of(params.toString(), () => adviceAnswer(dashboard, range, nowMs, closing));
}

/** What would reduce 429s and 529s, from the attempts of a range: a sample of them where they are many. */
export async function adviceAnswer(
  { store, episodes }: Pick<InsightSources, 'store' | 'episodes'>,
  range: Span,
  nowMs: number,
  signal: AbortSignal,
): Promise<AdviceAnswer> {
  const { attempts, sampled } = await sampleAttempts(store, range, ATTEMPTS_MAX, signal);
  const byProvider = new Map(episodes.providers.map((provider) => [provider, episodes.episodesOf(provider)]));
  const isOutage = ({ provider, startedAtMs }: { provider: string; startedAtMs: number }): boolean =>
    (byProvider.get(provider) ?? []).some((episode) => isWithin(episode, startedAtMs, nowMs));
  const tally = new AdviceTally();
  for (const attempt of attempts) tally.add(attempt, isOutage(attempt));
  const input = { rangeMs: range.toMs - range.fromMs, ...tally.input(), apps: await appLoads(store, range) };
  return { from: range.fromMs, to: range.toMs, advice: advice(input), attempts: attempts.length, sampled };
}

function isWithin({ startMs, endMs }: ProviderEpisode, atMs: number, nowMs: number): boolean {
  return atMs >= startMs && atMs < (endMs ?? nowMs + 1);
}

/** How the largest applications spread their calls, counted from rollups: of all calls, however many. */
async function appLoads(store: InsightSources['store'], range: Span): Promise<AppLoad[]> {
  const { keys } = await topGroups(store, range, 'calls', 'app');
  if (keys.length === 0) return [];
  const filter = { ...range, app: keys };
  const calls = await store.aggregate({
    filter,
    unit: 'calls',
    stepMs: HOUR_MS,
    groupBy: ['app', 'stream'],
    histograms: false,
  });
  const refused = await store.aggregate({
    filter: { ...filter, outcome: ['overloaded', 'rate_limited'] },
    unit: 'attempts',
    stepMs: null,
    groupBy: ['app'],
    histograms: false,
  });
  const tenth = Math.max(1, Math.round((range.toMs - range.fromMs) / HOUR_MS / 10));
  return keys.map((app) => {
    const own = calls.filter(({ group }) => group[0] === app);
    const hours = new Map<number, number>();
    for (const { bucketMs, count } of own) hours.set(bucketMs, (hours.get(bucketMs) ?? 0) + count);
    const busiest = [...hours.values()].sort((a, b) => b - a).slice(0, tenth);
    const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
    return {
      app,
      calls: sum(own.map(({ count }) => count)),
      notStreamed: sum(own.filter(({ group }) => group[1] === 'false').map(({ count }) => count)),
      inBusiestTenth: sum(busiest),
      refused: refused.find(({ group }) => group[0] === app)?.count ?? 0,
    };
  });
}
