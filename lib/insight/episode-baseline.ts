import { MINUTE_MS, type MinuteBin } from './minute-bin.ts';

const HOUR_MS = 60 * MINUTE_MS;
const HOURS = 24;
/** After so long an observation weighs half. */
const HALF_LIFE_MS = 84 * HOUR_MS;
/** Normal is never taken to be below this, so that a handful of failures in a young or spotless record is no alarm. */
export const NORMAL_RATE_MIN = 0.001;
/** Above this share of failures there is no normal to compare with. */
const NORMAL_RATE_MAX = 0.3;
/** What is assumed before anything was seen: 3 failures in 1,000 calls. */
const PRIOR_FAILED = 3;
const PRIOR_CALLS = 1000;
/** How many failures an hour of the day needs to weigh as much as the whole day's mean does. */
const HOUR_PRIOR_FAILED = 10;
/**
 * Failures come in small groups (one moment's trouble, clients that retry unmarked), so they vary more than independent
 * ones would. A quiet record cannot show its rare bursts, so no less than this is ever assumed.
 */
const DISPERSION_MIN = 3;
const DISPERSION_PRIOR_FAILED = 20;
const DISPERSION_MAX = 10;
/** See `learn`. */
const EPISODE_RATIO_MAX = 4;

/** What is normal: sums over the past, halved twice a week. Plain data. */
export interface Baseline {
  /** By hour of the day (UTC). */
  calls: number[];
  failed: number[];
  /** Sum of squared deviations of the minutes' failures from their expectation, and sum of the expectations. */
  squares: number;
  expected: number;
  /** The hour up to which the sums have been aged; `null`: nothing learnt. */
  hour: number | null;
}

export function emptyBaseline(): Baseline {
  return { calls: Array(HOURS).fill(0), failed: Array(HOURS).fill(0), squares: 0, expected: 0, hour: null };
}

/** In the innermost loop over months of minutes: a plain one. */
function sum(values: number[]): number {
  let total = 0;
  for (let hour = 0; hour < HOURS; hour += 1) total += values[hour] ?? 0;
  return total;
}

/**
 * The normal share of failed calls at a time: the mean of the hour of day and half of each neighbour, drawn towards the
 * whole day's mean as far as the hour has few failures to show (empirical Bayes).
 */
export function normalRate(baseline: Baseline, atMs: number): number {
  const hour = Math.floor(atMs / HOUR_MS) % HOURS;
  const day = (sum(baseline.failed) + PRIOR_FAILED) / (sum(baseline.calls) + PRIOR_CALLS);
  const around = (values: number[]): number =>
    (values[hour] ?? 0) + ((values[(hour + 1) % HOURS] ?? 0) + (values[(hour + HOURS - 1) % HOURS] ?? 0)) / 2;
  const rate =
    (around(baseline.failed) + HOUR_PRIOR_FAILED) / (around(baseline.calls) + HOUR_PRIOR_FAILED / Math.max(day, 1e-6));
  return Math.min(NORMAL_RATE_MAX, Math.max(NORMAL_RATE_MIN, rate));
}

/** How much more the minutes' failures vary than independent failures would (1 = independent). */
export function dispersion(baseline: Baseline): number {
  const measured =
    (baseline.squares + DISPERSION_MIN * DISPERSION_PRIOR_FAILED) / (baseline.expected + DISPERSION_PRIOR_FAILED);
  return Math.min(DISPERSION_MAX, Math.max(DISPERSION_MIN, measured));
}

/**
 * Learns from a minute. Changes `baseline`. Minutes must come in order. Of a minute within an episode no more than
 * `EPISODE_RATIO_MAX` times the normal failures are learnt: one outage hardly shows, but what comes every evening, or
 * stays for days, becomes normal.
 */
export function learn(baseline: Baseline, bin: MinuteBin, withinEpisode: boolean): void {
  const hour = Math.floor(bin.minuteMs / HOUR_MS);
  if (baseline.hour !== null && hour > baseline.hour) age(baseline, (hour - baseline.hour) * HOUR_MS);
  baseline.hour = hour;
  const expected = bin.calls * normalRate(baseline, bin.minuteMs);
  if (!withinEpisode) {
    baseline.squares += (bin.failed - expected) ** 2;
    baseline.expected += expected;
  }
  const slot = hour % HOURS;
  const failed = withinEpisode ? Math.min(bin.failed, EPISODE_RATIO_MAX * expected) : bin.failed;
  baseline.calls[slot] = (baseline.calls[slot] ?? 0) + bin.calls;
  baseline.failed[slot] = (baseline.failed[slot] ?? 0) + failed;
}

function age(baseline: Baseline, elapsedMs: number): void {
  const factor = 2 ** (-elapsedMs / HALF_LIFE_MS);
  baseline.calls = baseline.calls.map((value) => value * factor);
  baseline.failed = baseline.failed.map((value) => value * factor);
  baseline.squares *= factor;
  baseline.expected *= factor;
}
