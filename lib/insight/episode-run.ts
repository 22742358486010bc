import { logLikelihoodRatio } from './episode-evidence.ts';
import type { MinuteBin } from './minute-bin.ts';

/** Rates that a run can assume an overload to have. Between them they cover all: the loss of evidence is below a fifth. */
export const ASSUMED_RATES = [0.02, 0.06, 0.2, 0.6] as const;
/** An overload is at least this many times the normal rate. */
const RATIO_MIN = 3;
const ASSUMED_RATE_MAX = 0.95;

/** Evidence (in nats, per unit of dispersion) at which a run becomes an episode: see docs/decisions/episodes.md. */
export const THRESHOLD = 12;
/** No minute counts for more than this, so that it takes three to raise an alarm: a burst of retries lasts one or two. */
const MINUTE_MAX = THRESHOLD / 2.9;
/** Two minutes do where each has more failures than a burst, and the evidence is overwhelming. */
const MASSIVE_FAILED = 10;
const MASSIVE_EVIDENCE = 2 * THRESHOLD;

/** A cumulative sum (Page's CUSUM) of evidence for one assumed rate since it was last at zero. Plain data. */
export interface Run {
  /** With each minute's evidence capped. */
  score: number;
  uncapped: number;
  /** The first minute of the run; `null`: no run. */
  startMs: number | null;
  failingMinutes: number;
  massiveMinutes: number;
}

export function emptyRun(): Run {
  return { score: 0, uncapped: 0, startMs: null, failingMinutes: 0, massiveMinutes: 0 };
}

export function emptyRuns(): Run[] {
  return ASSUMED_RATES.map(emptyRun);
}

/** The rate that the run at `index` assumes where `normal` is the normal rate. */
export function assumedRate(index: number, normal: number): number {
  return Math.min(ASSUMED_RATE_MAX, Math.max(ASSUMED_RATES[index] ?? ASSUMED_RATE_MAX, RATIO_MIN * normal));
}

/** Adds a minute to a run. Changes `run`. */
export function extendRun(run: Run, bin: MinuteBin, rate: number, normal: number, dispersion: number): void {
  const evidence = logLikelihoodRatio(bin.calls, bin.failed, rate, normal) / dispersion;
  const score = run.score + Math.min(evidence, MINUTE_MAX);
  if (score <= 0) {
    Object.assign(run, emptyRun());
    return;
  }
  run.startMs ??= bin.minuteMs;
  run.score = score;
  run.uncapped = Math.max(0, run.uncapped + evidence);
  if (bin.failed > 0) run.failingMinutes += 1;
  if (bin.failed >= MASSIVE_FAILED) run.massiveMinutes += 1;
}

/** Whether a run has become an episode. */
export function isAlarm(run: Run): boolean {
  if (run.score >= THRESHOLD) return run.failingMinutes >= 3;
  return run.massiveMinutes >= 2 && run.uncapped >= MASSIVE_EVIDENCE;
}
