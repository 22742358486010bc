import type { Episode, EpisodeEnd } from './episode.ts';
import { failedShare } from './episode.ts';
import { logLikelihoodRatio, lowerBound, observedRate } from './episode-evidence.ts';
import type { MinuteBin } from './minute-bin.ts';

/** Evidence (in nats, per unit of dispersion) at which an overload counts as over. */
const RECOVERED = 3.5;
/** Recovery is judged against this rate at most: of a total outage, half the calls succeeding is no recovery. */
const RECOVERY_RATE_MAX = 0.5;
const MONTH_MINUTES = 30 * 24 * 60;
const RATE_MIN = 1e-6;

/** An episode under way. Plain data. */
export interface OpenEpisode {
  startMs: number;
  detectedMs: number;
  calls: number;
  failed: number;
  expected: number;
  peak: Episode['peak'];
  /** The normal rate when it began. */
  normalBefore: number;
  /** Its part since it last came back, in which it may have another rate than before; without what `recovery` holds. */
  segment: { startMs: number; calls: number; failed: number };
  /** A run of evidence that it is over. */
  recovery: { score: number; startMs: number | null; calls: number; failed: number };
}

const noRecovery = (): OpenEpisode['recovery'] => ({ score: 0, startMs: null, calls: 0, failed: 0 });

export function openEpisode(startMs: number, detectedMs: number, normalBefore: number): OpenEpisode {
  return {
    startMs,
    detectedMs,
    calls: 0,
    failed: 0,
    expected: 0,
    peak: { minuteMs: startMs, calls: 0, failed: 0 },
    normalBefore,
    segment: { startMs, calls: 0, failed: 0 },
    recovery: noRecovery(),
  };
}

/** An ended episode that came back at `segmentStartMs`. */
export function reopen(ended: Episode, segmentStartMs: number, normalBefore: number): OpenEpisode {
  const { startMs, detectedMs, calls, failed, expected, peak } = ended;
  return {
    ...openEpisode(startMs, detectedMs, normalBefore),
    calls,
    failed,
    expected,
    peak: { ...peak },
    segment: { startMs: segmentStartMs, calls: 0, failed: 0 },
  };
}

/** Counts a minute in. Changes `open`. */
export function count(open: OpenEpisode, bin: MinuteBin, normal: number): void {
  open.calls += bin.calls;
  open.failed += bin.failed;
  open.expected += bin.calls * normal;
  if (lowerBound(bin.calls, bin.failed) > lowerBound(open.peak.calls, open.peak.failed))
    open.peak = { minuteMs: bin.minuteMs, calls: bin.calls, failed: bin.failed };
}

/** The rate against which recovery is judged: that of the segment, within bounds. */
function recoveryRate(open: OpenEpisode, lowest: number): number {
  const rate = observedRate(open.segment.calls, open.segment.failed);
  return Math.max(lowest, Math.min(RECOVERY_RATE_MAX, rate));
}

/**
 * Weighs a minute as evidence of recovery. Changes `open`. `lowest` is the lowest rate an overload can have now.
 * Out: whether the overload is over.
 */
export function weighRecovery(
  open: OpenEpisode,
  bin: MinuteBin,
  normal: number,
  lowest: number,
  dispersion: number,
): boolean {
  const { recovery, segment } = open;
  recovery.calls += bin.calls;
  recovery.failed += bin.failed;
  recovery.startMs ??= bin.minuteMs;
  recovery.score += logLikelihoodRatio(bin.calls, bin.failed, normal, recoveryRate(open, lowest)) / dispersion;
  if (recovery.score > 0) return recovery.score >= RECOVERED;
  segment.calls += recovery.calls;
  segment.failed += recovery.failed;
  open.recovery = noRecovery();
  return false;
}

/** The first minute from which on recovery is likelier than any other: of `bins` (oldest first) within the segment. */
export function recoveryStart(
  open: OpenEpisode,
  bins: MinuteBin[],
  normal: (atMs: number) => number,
  lowest: number,
): number {
  const reference = recoveryRate(open, lowest);
  let total = 0;
  let best = Number.NEGATIVE_INFINITY;
  let startMs = open.recovery.startMs ?? open.segment.startMs;
  for (const bin of [...bins].reverse()) {
    if (bin.minuteMs <= open.segment.startMs) break;
    total += logLikelihoodRatio(bin.calls, bin.failed, normal(bin.minuteMs), reference);
    if (total >= best) {
      best = total;
      startMs = bin.minuteMs;
    }
  }
  return startMs;
}

/** The episode as known. `endMs` null: it goes on. */
export function asEpisode(
  open: OpenEpisode,
  endMs: number | null,
  endedBy: EpisodeEnd | null,
  dispersion: number,
): Episode {
  const { startMs, detectedMs, calls, failed, expected, peak } = open;
  const usual = Math.max(RATE_MIN, calls > 0 ? expected / calls : 0);
  const evidence = logLikelihoodRatio(calls, failed, observedRate(calls, failed), usual) / dispersion;
  const confidence = Math.max(0, 1 - MONTH_MINUTES * Math.exp(-evidence));
  return { startMs, endMs, endedBy, detectedMs, calls, failed, expected, peak: { ...peak }, confidence };
}

/** Why an episode that stopped standing out did so. */
export function endReason(open: OpenEpisode, longAgoMs: number): EpisodeEnd {
  const stillFails = failedShare(open.recovery) > 3 * open.normalBefore;
  return stillFails && open.startMs < longAgoMs ? 'new_normal' : 'recovered';
}
