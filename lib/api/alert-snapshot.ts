import type { AccountLimit, Snapshot } from '../alerts/snapshot.ts';
import { limitsOutlook } from '../insight/limits.ts';
import type { InsightSources } from './insight-sources.ts';
import { limitSeries } from './limit-samples.ts';
import { episodesWithin } from './matched-record.ts';
import { DAY_MS } from './times.ts';
import type { UsualTraffic } from './usual.ts';
import { providerVerdicts } from './verdict.ts';
import { newestAttempts } from './verdict-input.ts';

/** How every provider stands now, for alerts: as the verdicts see it. */
export async function alertSnapshot(sources: InsightSources, usual: UsualTraffic, nowMs: number): Promise<Snapshot> {
  const verdicts = await providerVerdicts(sources, usual, null, nowMs);
  const newest = await newestAttempts(sources, nowMs);
  const span = { fromMs: nowMs - DAY_MS, toMs: nowMs + 1 };
  return {
    nowMs,
    providers: verdicts.map(({ provider: { provider }, verdict, input }) => ({
      provider,
      states: [verdict.state, ...verdict.also],
      episodes: episodesWithin(sources.episodes.episodesOf(provider), span, nowMs),
      incidentName: input.incidentName,
      limits: limitSeries(newest.filter((attempt) => attempt.provider === provider)).flatMap(
        ({ account, model, samples }): AccountLimit[] =>
          limitsOutlook(samples, nowMs).map((outlook) => ({ account, model, outlook })),
      ),
    })),
  };
}
