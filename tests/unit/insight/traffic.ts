import { MINUTE_MS, type MinuteBin } from '../../../lib/insight/minute-bin.ts';

/** A random number in [0, 1) at each call. */
export type Random = () => number;

/** A small seeded generator (mulberry32): the same seed gives the same traffic. */
export function seeded(seed: number): Random {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const logUniform = (random: Random, low: number, high: number): number => low * (high / low) ** random();

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function poisson(random: Random, mean: number): number {
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}

export function binomial(random: Random, n: number, p: number): number {
  if (p <= 0 || n <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(random, n, 1 - p);
  if (n * p > 40) {
    const drawn = Math.round(n * p + Math.sqrt(n * p * (1 - p)) * normal(random));
    return Math.min(n, Math.max(0, drawn));
  }
  if (n > 200) return Math.min(n, poisson(random, n * p));
  let count = 0;
  for (let i = 0; i < n; i += 1) if (random() < p) count += 1;
  return count;
}

/** An overload as it was, not necessarily from minute to minute. */
export interface TrueEpisode {
  startMs: number;
  endMs: number;
  rate: number;
}

export interface TrafficOptions {
  fromMs: number;
  minutes: number;
  /** Mean over a day. */
  callsPerMinute: number;
  /** How far volume swings over the day: 0 none, 0.8 from a fifth of the mean to nearly twice. */
  swing: number;
  /** Share of calls that fail when all is well, bursts included; it swings with the day by up to half. */
  backgroundRate: number;
  /** Share of the moments of trouble that come as a burst of failures, up to 10, within a minute. */
  burstShare: number;
  episodes: TrueEpisode[];
}

const DAY_MS = 24 * 60 * MINUTE_MS;
const BURST_MEAN = 4;
const BURST_MAX = 10;

function burstSize(random: Random): number {
  let size = 2;
  while (size < BURST_MAX && random() < 1 - 1 / (BURST_MEAN - 1)) size += 1;
  return size;
}

export interface Traffic {
  bins: MinuteBin[];
  /** Calls that failed for each of the episodes. */
  failedInEpisode: number[];
}

/** Traffic of one series, minute by minute, with bursts that spill over into the next minute. */
export function generate(random: Random, options: TrafficOptions): Traffic {
  const { fromMs, minutes, callsPerMinute, swing, backgroundRate, burstShare, episodes } = options;
  const bins: MinuteBin[] = [];
  const failedInEpisode = episodes.map(() => 0);
  const meanSize = 1 - burstShare + burstShare * BURST_MEAN;
  let spill = 0;
  for (let i = 0; i < minutes; i += 1) {
    const minuteMs = fromMs + i * MINUTE_MS;
    const phase = Math.sin((2 * Math.PI * (minuteMs % DAY_MS)) / DAY_MS);
    const volume = callsPerMinute * (1 + swing * phase);
    let calls = poisson(random, volume);
    const rate = backgroundRate * (1 + 0.5 * phase);
    const troubles = poisson(random, (calls * rate) / meanSize);
    let failed = spill;
    calls += spill;
    spill = 0;
    for (let trouble = 0; trouble < troubles; trouble += 1) {
      if (random() >= burstShare) {
        failed += 1;
        continue;
      }
      const size = burstSize(random);
      const here = binomial(random, size, random());
      failed += here;
      calls += here;
      spill += size - here;
    }
    failed = Math.min(failed, calls);
    episodes.forEach((episode, index) => {
      const overlapMs = Math.min(episode.endMs, minuteMs + MINUTE_MS) - Math.max(episode.startMs, minuteMs);
      if (overlapMs <= 0) return;
      const hit = binomial(random, binomial(random, calls - failed, overlapMs / MINUTE_MS), episode.rate);
      failedInEpisode[index] = (failedInEpisode[index] ?? 0) + hit;
      failed += hit;
    });
    if (calls > 0) bins.push({ minuteMs, calls, failed });
  }
  return { bins, failedInEpisode };
}
