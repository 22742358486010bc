import type { Episode } from '../../../lib/insight/episode.ts';
import { emptyDetector, episodesAt, fold } from '../../../lib/insight/episodes.ts';
import { MINUTE_MS } from '../../../lib/insight/minute-bin.ts';
import { generate, logUniform, seeded, type TrueEpisode } from './traffic.ts';

const DAY_MINUTES = 1440;
export const MONTH_MINUTES = 30 * DAY_MINUTES;
const FROM_MS = Date.UTC(2026, 0, 5);
/** Most retries are told apart by their mark; this share of the moments of trouble comes as a burst of unmarked ones. */
const BURST_SHARE = 0.03;

/** The episodes found in a month in which nothing was wrong beyond the usual. */
export function quietMonth(seed: number, callsPerMinute?: number): Episode[] {
  const random = seeded(seed);
  const { bins } = generate(random, {
    fromMs: FROM_MS,
    minutes: MONTH_MINUTES,
    callsPerMinute: callsPerMinute ?? logUniform(random, 1, 10_000),
    backgroundRate: logUniform(random, 0.0005, 0.005),
    swing: 0.8 * random(),
    burstShare: BURST_SHARE,
    episodes: [],
  });
  return episodesAt(fold(emptyDetector(), bins), FROM_MS + MONTH_MINUTES * MINUTE_MS);
}

export interface Trial {
  callsPerMinute: number;
  truth: TrueEpisode;
  /** Calls that failed for it. */
  failed: number;
  found: Episode[];
}

/** One episode of random size after up to three days of normal traffic. */
export function trial(seed: number): Trial {
  const random = seeded(seed);
  const callsPerMinute = logUniform(random, 1, 10_000);
  const backgroundRate = logUniform(random, 0.0005, 0.005);
  const rate = logUniform(random, 0.02, 1);
  const lengthMs = logUniform(random, 3, 360) * MINUTE_MS;
  const warmUpMs = (60 + 3 * DAY_MINUTES * random()) * MINUTE_MS;
  const startMs = FROM_MS + warmUpMs;
  const truth = { startMs, endMs: startMs + lengthMs, rate };
  const minutes = Math.ceil((warmUpMs + lengthMs) / MINUTE_MS) + 180;
  const { bins, failedInEpisode } = generate(random, {
    fromMs: FROM_MS,
    minutes,
    callsPerMinute,
    backgroundRate,
    swing: 0.8 * random(),
    burstShare: BURST_SHARE,
    episodes: [truth],
  });
  const found = episodesAt(fold(emptyDetector(), bins), FROM_MS + minutes * MINUTE_MS);
  return { callsPerMinute, truth, failed: failedInEpisode[0] ?? 0, found };
}

export function hits({ found, truth }: Trial): Episode[] {
  return found.filter(
    ({ startMs, endMs }) => startMs < truth.endMs && (endMs ?? Number.POSITIVE_INFINITY) > truth.startMs,
  );
}

export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}
